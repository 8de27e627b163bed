"""A call is saved whole: with the ticket that it opens or joins, with the advice given, or as invalid."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from dispatch import services as dispatch
from dispatch.models.tickets import Source
from intake import candidates, past
from intake.models import OWED, WITHOUT_MATTER, Call, Concern, Dialogue, Draft, Validity
from intake.models.calls import SAME_CALL
from intake.services import dialogues, holding, owing, taking_over
from units import clock, scope
from units.refusals import BadInput, NotAllowed, Refusal, Stale
from units.transactions import whole

DAY = timedelta(days=1)
UNDER_WAY = timedelta(seconds=15)  # a ticket may be committed so long after the moment that it bears
COUNTS_FOR = (
    Validity.ADVICE,
    Validity.NON_POLICE,
    Validity.POLICE,
)  # of several matters the last of these names the call


@dataclass(frozen=True)
class Contact:
    """Who called, how, and when; everything but the channel may be unknown.

    `key` is the form's: a ring or a dialogue that is held under it is what this call came by. `of` is the pk of a call that
    its taker has just saved, when this is another matter of the same call.
    """

    number: str = ""
    name: str = ""
    words: str = ""
    channel: str = Source.PHONE
    called_line: str = ""
    entered_at: datetime | None = None
    wants_callback: bool = True
    key: UUID | None = None
    of: int | None = None
    slot: str = ""  # when, by dispatch.services.slots
    text_only: bool = False  # is reached by text only
    language: str = ""  # other than Mandarin, as the list of interpreters names it
    read_to: int | None = None  # the last message of its dialogue that stood on the screen
    dialogue: Dialogue | None = None  # in which this contact wrote; `dialogues.of_contact` finds it by the key


@dataclass(frozen=True)
class Looked:
    """When the page last looked for the same event, and which tickets (numbers) it has shown."""

    at: datetime
    seen: frozenset = frozenset()


class MaybeSame(Refusal):
    """What was opened since the page looked may be the same event: asked once, nothing is saved. Facts: `candidates`."""

    code = "maybe_same"


@whole()
def open_from_call(
    contact, *, item, place, by, priority=None, danger=False, answers=(), facts=None, draft=None, is_drill=False,
    looked=None,
):  # fmt: skip
    """Save call, ticket and party in one transaction. Returns the ticket, or asks (MaybeSame) where it was `looked` for."""
    _allow(by)
    contact = dialogues.of_contact(contact, by=by)
    validity = Validity.POLICE if item.is_police else Validity.NON_POLICE
    now = clock.now()
    entered_at = _entered(contact, draft, now)
    call = _save(contact, validity, by=by, draft=draft, entered_at=entered_at, at=now, is_drill=is_drill)
    ticket = dispatch.open_ticket(
        item=item, place=place, source=contact.channel, by=by, words=contact.words, caller=_caller(contact),
        priority=priority, entered_at=entered_at, is_drill=is_drill, at=now, danger=danger, answers=answers,
        facts=facts, needs=past.needs(contact.number, place),
    )  # fmt: skip
    Concern.objects.create(call=call, ticket=ticket, opened=True)
    if looked and not is_drill:
        _ask_if_just_opened(ticket, call, looked, by)
    return ticket


def _ask_if_just_opened(ticket, call, looked, by):
    """The ticket has its number: until COMMIT everybody else waits for one, and whoever had one before is to be seen.

    So of two seats that open one event in the same second, the second is asked, and neither can miss the other.
    """
    # No page is older than a day, and the first year has no day before it.
    since = max(looked.at, ticket.opened_at - DAY) - UNDER_WAY
    found = candidates.just_opened(by, ticket, call, since=since, seen=looked.seen)
    if found:
        facts = {"number": found[0].ticket.number}
        raise MaybeSame(
            _("%(number)s was just opened and may be the same event. Join it, or save once more.") % facts,
            candidates=found,
        )


@whole()
def record_matter(contact, *, item, place, by, danger=False, draft=None):
    """A matter that came to a linkage unit directly (双轨制): the same ticket in the same flow. Returns the ticket."""
    if not by.has_perm("intake.record_matter"):
        raise NotAllowed(_("Only linkage units record matters of their own."))
    now = clock.now()
    with scope.system():  # no unit sees a listing; it learns the need alone
        needs = past.needs(contact.number, place)
    ticket = dispatch.open_ticket(
        item=item, place=place, source=Source.UNIT, by=by, words=contact.words, caller=_caller(contact), at=now,
        entered_at=draft.entered_at if draft else _plausible(contact.entered_at, now), danger=danger, needs=needs,
    )  # fmt: skip
    if draft:
        draft.delete()
    return ticket


@whole()
def join_from_call(contact, *, ticket, by, danger=False, priority=None, facts=None, draft=None):
    """Another call about a ticket that is open: the caller becomes a party of it, and may bring worse news.

    What is new in them rings at everybody at work on the ticket, at whatever stage it is.
    """
    _allow(by)
    contact, now = dialogues.of_contact(contact, by=by), clock.now()
    call = _save(contact, Validity.REPEAT, by=by, draft=draft, entered_at=_entered(contact, draft, now), at=now)
    if call.concerns.filter(ticket=ticket).exists():
        raise BadInput(
            _("This call concerns %(number)s already. Add what is new there as a note.") % {"number": ticket.number}
        )
    dispatch.join(ticket, caller=_caller(contact), source=contact.channel, by=by, words=contact.words)
    dispatch.add_needs(ticket, past.needs(contact.number, ticket), at=now)
    Concern.objects.create(call=call, ticket=ticket, opened=False)
    dispatch.hear(ticket, words=contact.words, danger=danger, priority=priority, facts=facts, by=by)
    return call


@whole()
def advise(contact, *, advice, by, draft=None):
    """The caller wanted to know something and was told; no ticket."""
    _allow(by)
    contact, now = dialogues.of_contact(contact, by=by), clock.now()
    entered_at = _entered(contact, draft, now)
    return _save(contact, Validity.ADVICE, by=by, draft=draft, entered_at=entered_at, at=now, advice=advice)


@whole()
def dismiss(contact, *, validity, by, draft=None):
    """No matter: silent, misdialled … Each class says whether it counts in the valid rate (domain.md §3).

    A silent or dropped call is not done with that: its caller is owed a call. Who wrote, or gave a silent alarm, is not rung.
    """
    _allow(by)
    if validity not in WITHOUT_MATTER:
        raise BadInput(_("Choose why this call carries no matter."), field="validity")
    contact, now = dialogues.of_contact(contact, by=by), clock.now()
    if _same_call(contact, by, now):
        raise BadInput(_("This call is saved with its first matter. Go on to the next call, or park this form."))
    ring, owed = holding.to_save(contact.key, by), validity in OWED and contact.channel == Source.PHONE
    if owed:
        owing.refuse_if_owed(ring)
    is_drill, entered_at = validity == Validity.DRILL, _entered(contact, draft, now)
    call = _save(contact, validity, by=by, draft=draft, entered_at=entered_at, at=now, is_drill=is_drill)
    if owed:
        owing.owe(call, ring)
    return call


def save_draft(*, key, fields, by, began=None):
    """Keep what is half typed. The first save starts the dispatch clock: it runs from entry. Returns the draft.

    `began` is when the browser saw the first key, for a draft that could not reach the server at once.
    """
    now = clock.now()
    entered_at = _plausible(began, now)
    try:
        draft, _created = Draft.objects.get_or_create(
            key=key, user=by, defaults={"entered_at": entered_at, "saved_at": now}
        )
    except IntegrityError:
        refuse_if_taken(key, by=by)
        raise BadInput(_("This draft belongs to somebody else.")) from None
    if not Draft.objects.filter(pk=key, user=by).update(fields=fields, saved_at=now):
        refuse_if_taken(key, by=by)
        raise Stale(_("This call was saved already."))
    draft.fields, draft.saved_at = fields, now
    return draft


def refuse_if_taken(key, *, by):
    """A browser that goes on typing a call which is in other hands by now reads whose it is."""
    if not (holding.refuse_if_taken(key, by=by) or dialogues.refuse_if_taken(key, by=by)):
        taking_over.refuse_if_taken(key, by=by)


def drop_draft(*, key, by):
    """Everything was wiped out again: nobody is parked here, and the next key press starts a new clock."""
    Draft.objects.filter(key=key, user=by).delete()


def _plausible(began, now):
    """A browser's word for when entry began counts within a day before now."""
    return began if began and now - DAY <= began <= now else now


def _entered(contact, draft, now):
    return min(draft.entered_at, now) if draft else _plausible(contact.entered_at, now)


def _save(contact, validity, *, by, draft, entered_at, at, advice="", is_drill=False):
    """The call, or where this is another matter of a call that is saved, that call: it rang once and counts once."""
    ring = holding.to_save(contact.key, by)
    held = ring or contact.dialogue
    # Whoever deletes the draft has it: a shift leader who takes it over meanwhile waits, or was quicker.
    if not (draft and Draft.objects.filter(pk=draft.pk, user=by).delete()[0]) and not held and contact.key:
        taking_over.refuse_if_taken(contact.key, by=by)
    call = None if held else _same_call(contact, by, at)
    if call:
        _add(call, validity, advice)
    else:
        call = Call.objects.create(
            channel=contact.channel, number=contact.number, name=contact.name, words=contact.words, validity=validity,
            called_line=ring.called_line if ring else contact.called_line, advice=advice, entered_at=entered_at,
            saved_at=at, by=by, seat=by.seat_code, is_drill=is_drill, text_only=contact.text_only, language=contact.language,
            **holding.times(ring),
        )  # fmt: skip
    if ring:
        holding.close(ring, call, at=at)
    if contact.dialogue:
        dialogues.saved_as(contact.dialogue, call, contact.read_to)
    return call


def _same_call(contact, by, now):
    """The call that this matter came with, locked. One that is too long over, or not this person's, is none."""
    if contact.of is None:
        return None
    lately = Call.objects.select_for_update(of=["self"]).filter(by=by, is_drill=False, saved_at__gt=now - SAME_CALL)
    return lately.filter(pk=contact.of).first()


def _add(call, validity, advice):
    """What another matter brings to a call: the weightier class, and the advice beneath the first."""
    if validity in COUNTS_FOR:
        known = COUNTS_FOR.index(call.validity) if call.validity in COUNTS_FOR else -1
        call.validity = COUNTS_FOR[max(known, COUNTS_FOR.index(validity))]
    call.advice = "\n".join(filter(None, [call.advice, advice]))
    call.save(update_fields=["validity", "advice"])


def _caller(contact):
    return dispatch.Caller(
        name=contact.name, phone=contact.number, wants_callback=contact.wants_callback, slot=contact.slot,
        text_only=contact.text_only, language=contact.language,
    )  # fmt: skip


def _allow(by):
    if not by.has_perm("intake.take_call"):
        raise NotAllowed(_("Your role does not take calls."))
