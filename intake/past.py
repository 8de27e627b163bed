"""What lies behind a call, while it is typed: the caller's own tickets, what happened at the place, and who lives there."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Q
from django.db.models.functions import Now
from django.urls import reverse

from dispatch.models import Event, Party, Ticket
from dispatch.models.cautions import Need
from dispatch.models.tickets import Source
from dispatch.services import Caller, cautions, repeating
from intake.models import Listing
from units import clock, distances, hazards, territory

DAYS = 365  # so far back the place is remembered
AT_THE_PLACE = 100  # metres: the same house, its yard, the street in front
SAME_HOME = 50  # metres: whoever calls from so near a listed home calls about it
SHOWN = 5
_LOOKED_AT = 500  # tickets of one cell or community that are measured; more of a year are not counted
_ADDRESS_COLUMNS = ("pk", "lon", "lat", "address", "item_id", "opened_at")
_LEFT_OUT = re.compile(r"[\s,，。.、;；:：()（）\-–—#]+")
_SHORTEST_ADDRESS = 4  # letters: "路口" is no address


@dataclass(frozen=True)
class Earlier:
    """A ticket of this caller, and why it may be the same matter."""

    ticket: Ticket
    days: int
    same_item: bool
    urged: int
    is_first: bool  # the first open one: one key joins it


@dataclass(frozen=True)
class Past:
    """What happened at a place within DAYS: how many tickets, of this item, and the last of them."""

    where: str  # point, address or community: by what they were found
    tickets: int
    of_item: int
    more: bool  # there were more than are counted
    last: list
    find: str  # the page that lists those of the community
    find_item: str

    metres: int = AT_THE_PLACE


def shown(user, data, history, beside):
    """What the page says of caller and place. `beside`: tickets (pk) that stand on it already."""
    where, item = data["where"], data.get("item")
    return {
        "earlier": callers(history, item, beside),
        "again": coming_again(item, data.get("number", "")),
        "hazards": hazards.covering(where.lon, where.lat),
        "homes": homes(user, where),
        "past": of_place(user, where, item),
    }


# --- the caller ------------------------------------------------------------------------------------------------------
def callers(history, item, beside):
    """[Earlier] of what is not on the page yet; the first open one always, since its key must be where it is looked for."""
    if history is None:
        return []
    first = next((ticket.pk for ticket in history.last if ticket.is_open), None)
    wanted = [ticket for ticket in history.last if ticket.pk == first or ticket.pk not in beside]
    urged, today = _urged([ticket.pk for ticket in wanted if ticket.is_open]), clock.today()
    return [
        Earlier(
            ticket, (today - clock.local_day(ticket.opened_at)).days, item is not None and ticket.item_id == item.pk,
            urged.get(ticket.pk, 0), ticket.pk == first,
        )
        for ticket in wanted
    ]  # fmt: skip


def _urged(pks):
    """{ticket: how often its units were urged}."""
    urges = Event.objects.filter(ticket__in=pks, kind="urge").order_by()
    return dict(urges.values_list("ticket").annotate(Count("pk"))) if pks else {}


def coming_again(item, number):
    """Which time this caller comes with this item, where the shift leader will look at it (D22); else None."""
    if item is None or not number:
        return None
    before = repeating.earlier(
        item=item, caller=Caller(phone=number), source=Source.PHONE, at=clock.about(), is_drill=False
    )
    return before + 1 if before >= settings.REPEATS_TO_REVIEW - 1 else None


# --- the place -------------------------------------------------------------------------------------------------------
def of_place(user, where, item):
    """The Past of a place, or None: within AT_THE_PLACE of the point, else of the same address, else of the community."""
    tickets = Ticket.objects.visible_to(user).real().filter(opened_at__gte=clock.about() - timedelta(days=DAYS))
    found = territory.locate(where.lon, where.lat) if where.lon is not None else None
    community = found.community_id if found else where.community and where.community.pk
    if found:
        cells = _cells_around(where.lon, where.lat, found.cell_id)
        rows, more = _newest(tickets, "cell", cells)
        rows = [row for row in rows if _metres(where, row) <= AT_THE_PLACE or _same(where.address, row.address)]
        how = "point"
    elif community:
        rows, more = _newest(tickets, "community", [community])
        same = [row for row in rows if _same(where.address, row.address)]
        rows, how = (same, "address") if same else (rows, "community")
    else:
        return None
    rows.sort(key=lambda row: row.opened_at, reverse=True)
    drawn = Ticket.objects.select_related("item").in_bulk([row.pk for row in rows[:SHOWN]]) if rows else {}
    asked = {"community": community, "since": f"{clock.local_day(clock.about() - timedelta(days=DAYS)):%Y-%m-%d}"}
    return Past(
        how, len(rows), sum(item is not None and row.item_id == item.pk for row in rows), more,
        [drawn[row.pk] for row in rows[:SHOWN] if row.pk in drawn], _find(asked),
        _find(asked | {"item": item.code}) if item else "",
    )  # fmt: skip


def _newest(tickets, column, keys):
    """(rows, whether some were left out): the newest of each cell or community, each read by its own index."""
    each = [
        tickets.filter(**{column: key})
        .order_by("-opened_at")
        .values_list(column, *_ADDRESS_COLUMNS, named=True)[:_LOOKED_AT]
        for key in keys
    ]
    rows = list(each[0].union(*each[1:], all=True) if len(each) > 1 else each[0])
    return rows, max(Counter(row[0] for row in rows).values(), default=0) >= _LOOKED_AT


def _cells_around(lon, lat, own):
    """The cells that a circle of AT_THE_PLACE may reach, from memory: its own, and those at the corners and sides."""
    west, south, east, north = distances.box(lon, lat, AT_THE_PLACE)
    around = [territory.locate(x, y) for x in (west, lon, east) for y in (south, lat, north)]
    return sorted({own, *(found.cell_id for found in around if found)})


def _metres(where, row):
    return distances.metres(where.lon, where.lat, row.lon, row.lat) if row.lon is not None else AT_THE_PLACE + 1


def _same(address, other):
    """Whether two addresses are written alike but for blanks and marks."""
    bare = _bare(address)
    return len(bare) >= _SHORTEST_ADDRESS and bare == _bare(other)


def _bare(address):
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", address)).lower()


def _find(asked):
    return f"{reverse('dispatch:find')}?{urlencode(asked)}"


# --- who lives there -------------------------------------------------------------------------------------------------
def homes(user, where):
    """[(listing, metres)] of listed homes within SAME_HOME of the point, the nearest first."""
    if where.lon is None:
        return []
    return near(where, Listing.objects.visible_to(user).standing(clock.told() or Now()))


def needs(number, where):
    """[(need, metres or None)]: what units must know of the caller (None) and of the homes at the point; no names, no numbers."""
    asked = (Q(number=number) if number else Q(pk=None)) | (_box(where) if where.lon is not None else Q(pk=None))
    if not number and where.lon is None:
        return []
    standing = list(Listing.objects.standing(clock.told() or Now()).filter(asked, kind__in=Need.values))
    own = [(listing.kind, None) for listing in standing if number and listing.number == number]
    near = [(listing.kind, far) for listing, far in _near(where, standing)] if where.lon is not None else []
    told = {}
    for need, far in own + near:
        told.setdefault(need, far)
    return list(told.items())


cautions.homes.append(lambda where: needs("", where))  # for a ticket whose point was corrected


def near(where, listings):
    """[(listing, metres)] of those whose home lies within SAME_HOME of the point, the nearest first."""
    return _near(where, listings.filter(_box(where)))


def concerned(user, listing):
    """[(ticket, metres or None)]: the open tickets that would have had this listing's need, had it stood when they came.

    They are locked, all before the first is moved: whoever moves one of them waits, and nobody in a circle.
    """
    callers = Party.objects.standing().filter(phone=listing.number).values("ticket")
    asked = Q(pk__in=callers) if listing.number else Q(pk=None)
    asked |= _box(listing) if listing.lon is not None else Q(pk=None)
    found = []
    before = Ticket.objects.visible_to(user).open().filter(asked, opened_at__lte=listing.answered_at)
    for ticket in before.annotate(own=Q(pk__in=callers)).select_for_update(of=("self",)).order_by("pk"):
        metres = None if listing.number and ticket.own else _metres(listing, ticket)
        if metres is None or metres <= SAME_HOME:
            found.append((ticket, metres))
    return found


def _box(where):
    west, south, east, north = distances.box(where.lon, where.lat, SAME_HOME)
    return Q(lat__range=(south, north), lon__range=(west, east))


def _near(where, listings):
    measured = [
        (listing, distances.metres(where.lon, where.lat, listing.lon, listing.lat))
        for listing in listings
        if listing.lon is not None
    ]
    return sorted((pair for pair in measured if pair[1] <= SAME_HOME), key=lambda pair: pair[1])
