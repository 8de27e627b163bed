"""The telephone's lines as the hall sees them now, and what tick and the live screens must know of them."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from django.db import connection
from django.db.models import Count

from dispatch.live import topics
from dispatch.live.audiences import CENTRE, CLEARED
from dispatch.models import Party
from dispatch.models.tickets import masked_phone
from dispatch.tick import each_round
from dispatch.workflow import Stage
from intake import queries
from intake.models import Call, Ring, Transfer
from intake.services import dialogues, holding, owing
from units import clock

DRAWN = 3  # ringing lines side by side, where nothing else needs the room
MOST = 100  # lines and calls that are looked at; more do not fit on any screen
# As long as nothing of this changes, no strip is drawn again: which calls are unsaved and which dialogues open, how they
# stand, who is silent, and who has waited too long for an answer.
_SILENT = "CASE WHEN seen_at < clock_timestamp() - %(stale)s THEN '!' ELSE '' END"
_STATE = f"""
    SELECT (SELECT string_agg(id || '.' || version || {_SILENT}, ',' ORDER BY id) FROM intake_ring WHERE closed_at IS NULL),
    (SELECT string_agg(id || '.' || version || {_SILENT}
            || CASE WHEN waits_since < clock_timestamp() - %(late)s
                    THEN CASE WHEN claimed_at < clock_timestamp() - %(late)s THEN '<' ELSE '^' END ELSE '' END, ',' ORDER BY id)
     FROM intake_dialogue WHERE closed_at IS NULL)
"""  # noqa: S608 – our own words


def state():
    with connection.cursor() as cursor:
        cursor.execute(_STATE, {"stale": holding.STALE, "late": dialogues.LATE})
        return cursor.fetchone()


topics.register("lines", {CLEARED, CENTRE}, state)
each_round(holding.pass_over_due)
each_round(owing.say_late)


@dataclass
class Line:
    """A ring on the strip. `calls` and `open_tickets`: what the centre knows of its number."""

    ring: Ring
    stale: bool = False
    calls: int = 0
    open_tickets: int = 0
    asked: Transfer | None = None  # a transfer that waits for its receipt
    listings: list = field(default_factory=list)  # the flags with which its number rings

    @property
    def number(self):
        return masked_phone(self.ring.number)

    @property
    def calls_back(self):
        return self.ring.calls_back

    @property
    def wrap_up(self):
        return self.ring.hung_up_at is not None

    @cached_property
    def ends_at(self):
        """When the call goes over to whoever asked for it."""
        return self.ring.wanted_at and self.ring.wanted_at + holding.GRACE


class Lines:
    """Everything that one person's strip shows of calls, beside his dialogues. Five queries, whatever rings."""

    def __init__(self, user, texts):
        self.user, self.texts, now = user, texts, clock.now()
        rings = Ring.objects.visible_to(user).unsaved().select_related("hotline", "holder", "wanted_by")
        rings = list(rings.exclude(holder=None, hung_up_at__isnull=False).order_by("rang_at", "pk")[:MOST])
        asked = {one.ring_id: one for one in Transfer.objects.filter(ring__in=rings, outcome="").select_related("by")}
        lines = [Line(ring, stale=holding.is_stale(ring, now), asked=asked.get(ring.pk)) for ring in rings]
        self.waiting = [line for line in lines if line.ring.holder_id is None]
        self.mine = [line for line in lines if line.ring.holder_id == user.pk]
        others = [line for line in lines if line.ring.holder_id not in (None, user.pk)]
        self.for_my_seat = [line for line in others if line.asked and line.asked.to_seat == user.seat_code != ""]
        self.stale = [line for line in others if line.stale]
        self.others = [line for line in others if not line.stale]
        _what_is_known(user, [*self.waiting, *self.for_my_seat])
        _flagged(user, lines)

    @property
    def ringing(self):
        """The ringing lines that are drawn, the oldest first: fewer beside calls in hand and what asks for an answer."""
        asked = sum(line.ring.wanted_by_id is not None or line.asked is not None for line in self.mine)
        beside = len(self.mine) + asked + len(self.for_my_seat) + len(self.stale)
        beside += len(self.texts.mine_now) + len(self.texts.left) + len(self.texts_drawn)
        return self.waiting[: max(1, DRAWN - beside)]

    @property
    def more(self):
        return len(self.waiting) - len(self.ringing)

    @property
    def texts_drawn(self):
        """The texts that are drawn, first things first: one where anything rings or is in hand."""
        return self.texts.waiting[: 1 if self.waiting or self.mine or self.for_my_seat or self.stale else 2]

    @property
    def texts_behind(self):
        """What waits undrawn; it is heard all the same."""
        return self.texts.waiting[len(self.texts_drawn) :]

    @cached_property
    def owed(self):
        """Callers who are to be rung back, the most overdue first; the first MOST."""
        found = Ring.objects.visible_to(self.user).owed().by_due()
        return list(found.only("number", "late_at", "holder", "version")[:MOST])

    @property
    def late(self):
        return [ring for ring in self.owed if ring.late_at and ring.holder_id is None]


def _flagged(user, lines):
    listed = queries.listings_of(user, [line.ring.number for line in lines])
    for line in lines:
        line.listings = listed.get(line.ring.number, [])


def _what_is_known(user, lines):
    numbers = {line.ring.number for line in lines} - {""}
    if not numbers:
        return
    calls = Call.objects.visible_to(user).filter(number__in=numbers).order_by()
    before = Counter(dict(calls.values_list("number").annotate(Count("pk"))))
    parties = Party.objects.standing().filter(phone__in=numbers).exclude(ticket__stage=Stage.CLOSED).order_by()
    still_open = Counter(dict(parties.values_list("phone").annotate(Count("ticket", distinct=True))))
    for line in lines:
        line.calls, line.open_tickets = before[line.ring.number], still_open[line.ring.number]
