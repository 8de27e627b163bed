"""What the hall itself leaves behind over the years: calls that rang, texts, listings, ledgers, notices, sign-ins."""

import datetime

from dispatch.models import Handover
from intake.models import Call, Dialogue, Listing, Ring, RingMessage, TextMessage
from units.models import Notice, NoticeRead, SecurityEvent

EACH = 1_200  # rows of each, more than a page may read
DAY = datetime.timedelta(days=1)


def remembers(world):
    calls = list(Call.objects.filter(validity__in=("police", "non_police")).order_by("-pk")[: 2 * EACH])
    _rang(world, calls[:EACH])
    _wrote(world, calls[EACH:])
    _listed(world, calls[:EACH])
    _worked(world, [call.saved_at for call in calls[:EACH]])


def _rang(world, calls):
    rings = Ring.objects.bulk_create(
        Ring(exchange_id=f"old-{call.pk}", number=call.number, rang_at=call.entered_at, answered_at=call.entered_at,
             hung_up_at=call.saved_at, holder=world.call_taker, claimed_at=call.entered_at, seen_at=call.saved_at,
             call=call, closed_at=call.saved_at)
        for call in calls
    )  # fmt: skip
    RingMessage.objects.bulk_create(
        RingMessage(
            event_id=f"old-{ring.pk}", ring=ring, kind="hung_up", at=ring.hung_up_at, received_at=ring.hung_up_at
        )
        for ring in rings
    )


def _wrote(world, calls):
    dialogues = Dialogue.objects.bulk_create(
        Dialogue(number=call.number, opened_at=call.entered_at, last_at=call.saved_at, holder=world.call_taker,
                 claimed_at=call.entered_at, seen_at=call.saved_at, call=call, closed_at=call.saved_at)
        for call in calls
    )  # fmt: skip
    TextMessage.objects.bulk_create(
        TextMessage(dialogue=one, direction="in", words="井盖不见了", at=one.opened_at, received_at=one.opened_at,
                    event_id=f"old-{one.pk}")
        for one in dialogues
    )  # fmt: skip


def _listed(world, calls):
    Listing.objects.bulk_create(
        Listing(number=call.number, kind="nuisance", reason="多次辱骂", proposed_at=call.saved_at, proposed_by=world.call_taker,
                outcome="approved", answered_at=call.saved_at, answered_by=world.shift_leader,
                expires_at=call.saved_at + DAY)
        for call in calls
    )  # fmt: skip


def _worked(world, moments):
    Handover.objects.bulk_create(
        Handover(drafted_at=at, drafted_by=world.shift_leader, lines_at=at, written_at=at, written_by=world.shift_leader,
                 given_at=at, given_by=world.shift_leader, given_hash="x", taken_at=at + n * DAY / 1e6,
                 taken_by=world.dispatcher, taken_hash="x")
        for n, at in enumerate(moments)
    )  # fmt: skip
    notices = Notice.objects.bulk_create(
        Notice(text="注意降雨", at=at, by=world.shift_leader, until=at + DAY / 24) for at in moments * 4
    )  # enough for its index: the planner takes the wall of rows to hide most of them
    NoticeRead.objects.bulk_create(NoticeRead(notice=one, user=world.dispatcher, at=one.at) for one in notices)
    SecurityEvent.objects.bulk_create(
        SecurityEvent(at=at, kind="login", user=world.dispatcher, by=world.dispatcher, address="127.0.0.1", detail="")
        for at in moments
    )
