"""All seats of the hall as the shift leader sees them: who sits there and how, what is in hand, what was done today."""

from dataclasses import dataclass, field

from django.db.models import Avg, Count, F, Q

from dispatch import lookup
from dispatch.models.tickets import masked_phone
from intake import places
from intake.models import Call, Draft, Ring
from units import clock, known, roles
from units.models import Membership, Rest, Seat, User
from units.seats.moves import State
from units.seats.services import SILENT

DESKS = [code for code, role in roles.ROLES.items() if role.kind == "hall"]
WORKING = (State.TALKING, State.WRAP_UP)  # whoever rests may lock his screen; who is ready and silent is away
MOST = 200  # half-typed calls; more do not fit on any screen


@dataclass
class Record:
    """A call in somebody's hands: on the telephone (`ring`), half typed (`draft`), or both under one key."""

    ring: Ring | None = None
    draft: Draft | None = None
    item: str = ""
    place: str = ""

    @property
    def since(self):
        return self.draft.entered_at if self.draft else self.ring.claimed_at

    @property
    def number(self):
        typed = self.draft.fields.get("number", "") if self.draft else ""
        return masked_phone(typed or (self.ring.number if self.ring else ""))


@dataclass
class Row:
    """One seat, or one person who sits on none and has something half typed."""

    seat: Seat | None
    person: object
    rest: Rest | None = None
    silent: bool = False  # its browser shows no life
    records: list = field(default_factory=list)
    calls: int = 0
    talk: str = ""  # means of today's calls, as 1:42
    wrap_up: str = ""


def rows(user):
    """Every seat in order of its code, then whoever has a record and no seat. Eight queries, whatever is going on."""
    now = clock.now()
    seats = list(Seat.objects.order_by("code"))
    records = _records(user)
    people = {seat.occupant_id for seat in seats} | set(records)
    known.attach(seats, "occupant")
    found = [Row(seat, seat.occupant) for seat in seats]
    seated = {row.person.pk: row for row in found if row.person}
    others = known.of(User, set(records) - set(seated))
    found += [Row(None, person) for person in others.values()]
    done = {facts["by"]: facts for facts in _today(user, people, now)}
    rests = {rest.user_id: rest for rest in Rest.objects.open().filter(user__in=people)}
    for row in found:
        if row.person:
            facts = done.get(row.person.pk, {})
            row.rest, row.records = rests.get(row.person.pk), records.get(row.person.pk, [])
            row.calls = facts.get("n", 0)
            row.talk, row.wrap_up = _minutes(facts.get("talk")), _minutes(facts.get("wrap_up"))
            seen_at = row.seat and row.seat.seen_at
            row.silent = bool(seen_at and row.seat.state in WORKING and seen_at < now - SILENT)
    return found


def _records(user):
    """{person's id: what he has in hand, the oldest first}."""
    rings = {ring.key: ring for ring in Ring.objects.visible_to(user).held().select_related("hotline")}
    hall = Membership.objects.filter(role__in=DESKS).values("user")
    typed = Draft.objects.filter(user__in=hall)
    items, where = lookup.items(), places.lines()
    records = []
    for draft in typed.order_by("entered_at")[:MOST]:
        fields = draft.fields
        place = fields.get("address") or lookup.label_of(where, fields.get("place", ""))
        item = lookup.label_of(items, fields.get("item", ""))
        records.append(Record(rings.pop(draft.key, None), draft, item, place))
    records += [Record(ring) for ring in rings.values()]
    found = {}
    for record in sorted(records, key=lambda record: record.since):
        found.setdefault(record.draft.user_id if record.draft else record.ring.holder_id, []).append(record)
    return found


def _today(user, people, now):
    start, end = clock.day_bounds(clock.local_day(now))
    calls = Call.objects.visible_to(user).filter(saved_at__gte=start, saved_at__lt=end, by__in=people, is_drill=False)
    talked = Q(answered_at__isnull=False, ended_at__isnull=False)
    return (
        calls.order_by()
        .values("by")
        .annotate(
            n=Count("pk"),
            talk=Avg(F("ended_at") - F("answered_at"), filter=talked),
            wrap_up=Avg(F("saved_at") - F("ended_at"), filter=talked & Q(saved_at__gte=F("ended_at"))),
        )
    )


def _minutes(span):
    return f"{span.seconds // 60}:{span.seconds % 60:02d}" if span is not None else ""


def counted(found):
    """[(state, how many seats)] of those that are taken."""
    states = [row.seat.state for row in found if row.seat and row.person]
    return [(state, states.count(state)) for state in State]
