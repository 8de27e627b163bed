"""From what was asked to the tickets. Under row-level security only leakproof operators may use an index, and LIKE is
none: the date within a number becomes a range of days, its last digits become whole numbers of the last days."""

import re
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Collate

from dispatch.models import Assignment, Party, Ticket
from units import clock, measures

_WHOLE = re.compile(r"[TY][0-9]{8}-[0-9]{4,12}")
_HEAD = re.compile(r"([TY]?)([0-9]{4,8})(?:-([0-9]{0,12}))?")
_TAIL = re.compile(r"-?([0-9]{1,7})")
TAIL_DAYS = 62  # how far back the last digits of a number are looked for


def tickets(user, asked):
    """(tickets that the user may see and asked for, title of the figure behind the list or '')."""
    found, title = Ticket.objects.visible_to(user), ""
    if asked.get("measure"):
        found, title = _behind(found, user, asked)
    if number := asked.get("number"):
        found = by_number(found, number)
    if phone := asked.get("phone"):
        found = found.filter(pk__in=Party.objects.standing().filter(phone__in=_written(phone)).values("ticket"))
    if name := asked.get("name"):
        found = found.filter(pk__in=by_name(name).values("ticket"))
    if asked.get("only_open"):
        found = found.open()
    if units := asked.get("units"):  # a unit's own past: not what its people recorded for others
        found = found.filter(Exists(Assignment.objects.filter(ticket=OuterRef("pk"), unit__in=units)))
    if unit := asked.get("unit"):
        found = found.filter(assignments__unit=unit).annotate(sent_at=F("assignments__sent_at"))  # one row a part
    for name in ("item", "street", "community", "stage", "priority"):
        if asked.get(name):
            found = found.filter(**{name: asked[name]})
    if major := asked.get("major"):
        found = found.filter(item__major=major)
    return _opened(found, *days(asked)), title


def days(asked):
    """The first and the last day on which they were opened, or None."""
    return asked.get("opened") or asked.get("since"), asked.get("opened") or asked.get("until")


def order(asked):
    """By which moment the found ones stand: what a unit got is read from its own parts, in their order."""
    return "sent_at" if asked.get("unit") else "opened_at"


def by_name(begins):
    """Parties whose name is this or begins with it. A range, for LIKE is not leakproof; by code points, as the index is."""
    after = min(ord(begins[-1]) + 1, 0x10FFFF)
    ends = begins[:-1] + chr(0xE000 if after == 0xD800 else after)  # between them lies half a sign each
    named = Party.objects.standing().annotate(written=Collate("name", "C"))
    return named.filter(written__gte=begins, written__lt=ends)


def by_number(found, number):
    if _WHOLE.fullmatch(number):
        return found.filter(number=number)
    if (head := _HEAD.fullmatch(number)) and (days := _days(head[2])):
        kind, serial = head[1], head[3]
        found = _opened(found, *days)
        beginnings = [f"{k}{head[2]}-{serial}" if serial is not None else f"{k}{head[2]}" for k in (kind or "TY")]
        return found.filter(number__regex="^(" + "|".join(map(re.escape, beginnings)) + ")")
    if tail := _TAIL.fullmatch(number):
        today = clock.local_day(clock.now())
        days = [today - timedelta(days=n) for n in range(TAIL_DAYS)]
        serial = f"{int(tail[1]):04d}"
        return found.filter(number__in=[f"{kind}{day:%Y%m%d}-{serial}" for day in days for kind in "TY"])
    return found.none()


def _days(digits):
    """First and last day of what a date's beginning names: a month or a day; None if it is no date."""
    if not digits.startswith("20"):
        return None
    try:
        if len(digits) == 8:
            day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
            return day, day
        if len(digits) == 6:
            first = date(int(digits[:4]), int(digits[4:]), 1)
            return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    except ValueError:
        return None
    return None


def _written(phone):
    """The ways in which a number may have been taken down."""
    bare = phone.removeprefix("+86") if phone.startswith("+86") else phone
    return {phone, bare, f"+86{bare}"}


def _opened(found, first, last):
    if first:
        found = found.filter(opened_at__gte=clock.day_bounds(first)[0])
    if last:
        found = found.filter(opened_at__lt=clock.day_bounds(last)[1])
    return found


def _behind(found, user, asked):
    """The tickets behind one part of a figure, as its measure counts them."""
    day = asked.get("day") or clock.local_day(clock.now())
    counted = measures.tickets_behind(asked["measure"].code, user, day, asked.get("part") or measures.WHOLE)
    if counted is None:
        return found.none(), ""
    return found.filter(pk__in=counted.values("pk")), f"{asked['measure'].label} · {day}"
