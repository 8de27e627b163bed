"""What the hall wants to know while a call is on: the caller's earlier tickets, the day so far."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q
from django.db.models.functions import Now

from dispatch.models import Party, Ticket
from dispatch.workflow import Stage
from intake.models import COUNTED, Call, Concern, Dialogue, Draft, Listing, Ring, Validity
from intake.models.calls import SAME_CALL
from intake.rated import RATED
from units import clock
from units.models import Receipt

STILL_THERE = datetime.timedelta(minutes=3)  # whoever has another matter says so within it
SHOWN = 5
COUNTED_TO = 100  # calls and tickets of one number
_SHORTEST_NUMBER = 5  # digits: two typed digits are nobody's number


@dataclass(frozen=True)
class History:
    """What a number stands for: calls before, tickets before, the last of them with the open ones first.

    A number that rings every day, a property manager's, is counted no further than COUNTED_TO.
    """

    calls: int
    tickets: int
    open: int
    last: list
    most: int = COUNTED_TO


def callers_history(user, number):
    if len(number) < _SHORTEST_NUMBER:
        return None
    lately = Party.objects.standing().filter(phone=number).order_by("-pk").values("ticket")[: COUNTED_TO + 1]
    tickets = Ticket.objects.visible_to(user).real().filter(pk__in=lately)
    counts = tickets.aggregate(all=Count("pk"), open=Count("pk", filter=~Q(stage=Stage.CLOSED)))
    last = []
    if counts["all"]:
        last = list(_drawn(tickets).order_by(F("closed_at").desc(nulls_first=True), "-opened_at")[:SHOWN])
    calls = Call.objects.visible_to(user).filter(number=number).order_by("-saved_at")[: COUNTED_TO + 1].count()
    return History(calls, counts["all"], counts["open"], last)


def listings_of(user, numbers):
    """{number: [Listing]} of those that ring with a flag at this moment, special care first."""
    found = {}
    wanted = set(numbers) - {""}
    if wanted:
        standing = Listing.objects.visible_to(user).standing(clock.told() or Now()).filter(number__in=wanted)
        for listing in sorted(standing, key=lambda one: (not one.is_care, one.pk)):
            found.setdefault(listing.number, []).append(listing)
    return found


def _drawn(tickets):
    return tickets.select_related("item", "street", "community")


def drafts_of(user):
    """Half-typed calls of a person; one whose key was sent already is no draft, whatever came in late, and what is typed of a
    call waits with it for whoever has that."""
    sent = Receipt.objects.filter(user=user, key=OuterRef("key")).exclude(place="")
    not_his = Ring.objects.unsaved().filter(key=OuterRef("key")).exclude(holder=user)
    return Draft.objects.filter(~Exists(sent), ~Exists(not_his), user=user)


def last_left(drafts):
    """The call that was being typed last, or None; a dialogue's form is not of a call."""
    return drafts.exclude(Exists(Dialogue.objects.open().filter(key=OuterRef("pk")))).order_by("-saved_at").first()


def ring_under(user, key):
    """The ring that this person holds and types under this key, or None."""
    return (
        Ring.objects.unsaved().select_related("hotline", "origin__by").filter(key=key, holder=user).first()
        if key
        else None
    )


def call_just_saved(user, pk):
    """This call, if this person saved it so lately that another matter may belong to it; else None."""
    lately = Call.objects.visible_to(user).filter(by=user, is_drill=False, saved_at__gt=clock.now() - SAME_CALL)
    return lately.filter(pk=pk).first()


def dialogue_under(user, key):
    """The dialogue that this person holds, has not saved, and types under this key, or None."""
    return Dialogue.objects.open().filter(key=key, holder=user, call=None).first() if key else None


def day_so_far(user):
    """Calls of today, how many of them count as valid, how many are counted at all, and this person's of just now (pk)."""
    now = clock.now()
    start, end = clock.day_bounds(clock.local_day(now))
    with_a_matter = Q(by=user, saved_at__gt=now - STILL_THERE, validity__in=[*COUNTED, Validity.REPEAT])
    calls = Call.objects.visible_to(user).filter(saved_at__gte=start, saved_at__lt=end, is_drill=False)
    return calls.aggregate(
        all=Count("pk"),
        valid=Count("pk", filter=RATED & Q(validity__in=COUNTED)),
        counted=Count("pk", filter=RATED),
        just_saved=Max("pk", filter=with_a_matter),
    )


def calls_of(user, *, day=None, valid=None, counted=None, validity="", number=""):
    """The hall's calls, newest first, narrowed as the day page's figures are."""
    seen = Concern.objects.filter(ticket__in=Ticket.objects.visible_to(user)).select_related("ticket")
    seen = seen.only("call", "opened", "ticket__number", "ticket__item", "ticket__lon")
    calls = Call.objects.visible_to(user).prefetch_related(Prefetch("concerns", seen))
    if day:
        start, end = clock.day_bounds(day)
        calls = calls.filter(saved_at__gte=start, saved_at__lt=end)
    if valid is not None:
        calls = calls.filter(RATED, is_drill=False)
        calls = calls.filter(validity__in=COUNTED) if valid else calls.exclude(validity__in=COUNTED)
    if counted:
        calls = calls.filter(RATED, is_drill=False)
    if validity:
        calls = calls.filter(validity=validity)
    if number:
        calls = calls.filter(number=number)
    return calls.order_by("-saved_at", "-pk")
