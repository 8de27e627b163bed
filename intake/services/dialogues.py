"""Who has a dialogue on which seat, what is answered in it, and how it becomes a call."""

from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from dispatch import wake
from dispatch.models import Delivery
from dispatch.models.tickets import Source
from intake import provider
from intake.models import Dialogue, Draft, TextMessage
from intake.services.holding import STALE
from units import clock, scope
from units.refusals import BadInput, NotAllowed, Stale
from units.templatetags.ui import clock_text
from units.transactions import whole

HANDLER = "text"  # of the outbox
LATE = timedelta(seconds=settings.TEXT_ANSWER_SECONDS)


@whole()
def claim_dialogue(dialogue, *, by):
    """Take a dialogue that nobody has, or that its holder has left (`is_left`); of two at once the second reads who was first."""
    dialogue, now = locked(dialogue, by), clock.now()
    if dialogue.closed_at or (dialogue.holder_id not in (None, by.pk) and not is_left(dialogue, now)):
        raise _taken(dialogue)
    if dialogue.holder_id == by.pk:
        return dialogue
    hand(dialogue, by, at=now)
    Draft.objects.filter(pk=dialogue.key).update(user=by)  # what was typed goes along; by now these hands hold it
    return dialogue


@whole()
def answer_dialogue(dialogue, *, words, by, read_to=None):
    """Write to the caller. `read_to`: id of the last message that stood on the screen.

    The message leaves by the outbox; its row there names it by id and holds no number.
    """
    dialogue, now = locked(dialogue, by), clock.now()
    only_the_holder(dialogue, by)
    if not dialogue.number:
        raise BadInput(_("This device has no number: nothing can be written to it."), field="words")
    out = TextMessage.Direction.OUT
    message = TextMessage.objects.create(
        dialogue=dialogue, direction=out, words=words, at=now, by=by, seat=by.seat_code
    )
    with scope.system():  # a row of the outbox without a ticket is nobody's but the system's
        Delivery.objects.create(handler=HANDLER, payload={"message": message.pk}, created_at=now, next_at=now)
    dialogue.last_at, dialogue.waits_since = now, _unread_since(dialogue, read_to)
    save(dialogue)
    return message


@whole()
def set_text_only(dialogue, *, on, by):
    """Whether the caller is reached by text only: does not hear, or does not speak (relay for the deaf)."""
    dialogue = locked(dialogue, by)
    only_the_holder(dialogue, by)
    if dialogue.call_id:
        raise Stale(_("This dialogue is saved already: add a note to its ticket."))
    dialogue.text_only = on
    return save(dialogue)


@whole()
def begin_anew(dialogue, *, by):
    """What the caller wrote since the last answer is another matter: it opens a dialogue of its own, in the same hands."""
    old, now = locked(dialogue, by), clock.now()
    only_the_holder(old, by)
    if old.call_id is None:
        raise Stale(_("This dialogue is not saved yet: save it first."))
    old.closed_at, since, old.waits_since = now, old.waits_since, None
    save(old)
    new = Dialogue.objects.create(
        number=old.number, device=old.device, place=old.place, is_alarm=_alarms(old, since), text_only=old.text_only,
        opened_at=since or now, last_at=old.last_at, waits_since=since, holder=by, seat=by.seat_code, claimed_at=now,
        seen_at=now,
    )  # fmt: skip
    if since:
        old.messages.filter(direction=TextMessage.Direction.IN, at__gte=since).update(dialogue=new)
    return new


def seen(*, by):
    """A sign of life of a browser whose person holds dialogues."""
    now = clock.now()
    held = Dialogue.objects.open().filter(holder=by)
    if held.filter(seen_at__lt=now - STALE).update(seen_at=now, version=F("version") + 1):
        wake.on_commit()
    held.filter(seen_at__lt=now - timedelta(seconds=5)).update(seen_at=now)


def is_stale(dialogue, now):
    """The holder's browser has shown no life for so long that others may take the dialogue at once."""
    return dialogue.holder_id is not None and dialogue.closed_at is None and dialogue.seen_at < now - STALE


def is_late(dialogue, now):
    """Somebody has waited for an answer for too long. An alarm device in hand reads none; what it says once its first alarm is
    saved waits for whoever takes it up."""
    waits = dialogue.number or dialogue.holder_id is None or dialogue.call_id
    return bool(waits) and dialogue.waits_since is not None and dialogue.waits_since < now - LATE


def is_left(dialogue, now):
    """Others may take it over: its seat shows no life, or its holder has had it for as long as anybody waits, and no answer."""
    return is_stale(dialogue, now) or (is_late(dialogue, now) and dialogue.claimed_at < now - LATE)


def of_contact(contact, *, by):
    """The contact as its dialogue makes it, where one is typed under its key: that is locked, for saving."""
    dialogue = Dialogue.objects.select_for_update().filter(key=contact.key).first() if contact.key else None
    if dialogue is None:
        return contact
    if dialogue.holder_id != by.pk or dialogue.call_id:
        raise _taken(dialogue)
    channel = Source.DEVICE if dialogue.device else Source.SMS
    return replace(contact, dialogue=dialogue, channel=channel, text_only=dialogue.text_only)


def saved_as(dialogue, call, read_to=None):
    """The dialogue became a call. It stays open for what the caller writes afterwards."""
    dialogue.call, dialogue.waits_since = call, _unread_since(dialogue, read_to)
    save(dialogue)


def refuse_if_taken(key, *, by):
    """Refused when another has the dialogue that is typed under this key. True when this person has it."""
    dialogue = Dialogue.objects.select_related("holder").filter(key=key).first()
    if dialogue is not None and dialogue.holder_id != by.pk:
        raise _taken(dialogue)
    return dialogue is not None


def hand(dialogue, to, *, at):
    """A locked dialogue goes into other hands."""
    dialogue.holder, dialogue.seat, dialogue.claimed_at, dialogue.seen_at = to, to.seat_code, at, at
    return save(dialogue)


def let_go(dialogue):
    """Back into the queue; whoever calls saves it."""
    dialogue.holder = dialogue.claimed_at = dialogue.seen_at = None
    dialogue.seat = ""


def locked(dialogue, by):
    if not by.has_perm("intake.take_call"):
        raise NotAllowed(_("Your role does not take calls."))
    return Dialogue.objects.select_for_update().get(pk=dialogue.pk)


def only_the_holder(dialogue, by):
    if dialogue.holder_id != by.pk or dialogue.closed_at:
        raise _taken(dialogue)


def save(dialogue):
    """Write a locked dialogue, and wake the screens."""
    dialogue.version += 1
    dialogue.save()
    wake.on_commit()
    return dialogue


def _unread_since(dialogue, read_to):
    """When the first message came that nobody could have seen who acts now; None where the page does not say what it showed."""
    if read_to is None:
        return None
    later = dialogue.messages.filter(direction=TextMessage.Direction.IN, pk__gt=read_to)
    return later.order_by("at", "pk").values_list("at", flat=True).first()


def _alarms(dialogue, since):
    """Whether what came since then is an alarm again: whatever a device says, and what callers agreed upon."""
    said = dialogue.messages.filter(direction=TextMessage.Direction.IN, at__gte=since) if since else []
    return bool(dialogue.device) or any(provider.means_alarm(message.words) for message in said)


def _taken(dialogue):
    if dialogue.closed_at:
        return Stale(_("This dialogue was closed at %(at)s.") % {"at": clock_text(dialogue.closed_at)})
    if dialogue.holder_id is None:
        return Stale(_("Nobody has this dialogue at present. Take it first."))
    if dialogue.call_id:
        saved = dialogue.call
        facts = {"person": saved.by.label, "at": clock_text(saved.saved_at)}
        return Stale(_("%(person)s saved this dialogue at %(at)s.") % facts, by=saved.by, at=saved.saved_at)
    facts = {"person": dialogue.holder.label, "at": clock_text(dialogue.claimed_at)}
    return Stale(_("%(person)s has this dialogue since %(at)s.") % facts, by=dialogue.holder, at=dialogue.claimed_at)
