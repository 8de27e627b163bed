"""What callers write, and what their silent alarms say, joins the dialogue that is open with them, or opens one."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from dispatch import wake
from intake import provider
from intake.models import Dialogue, TextMessage
from intake.services import dialogues
from intake.services.keeping import IdReused, kept_once
from units import clock
from units.transactions import whole


@whole()
def hear_text(message):
    """Take in a text or an alarm, once. Returns its dialogue."""
    kept = TextMessage.objects.select_related("dialogue").filter(event_id=message.id).first()
    if kept:
        if kept.digest != message.digest:
            raise IdReused(_("Another message came under this id."))
        return kept.dialogue
    dialogue = _open_with(message)
    said = {"direction": TextMessage.Direction.IN, "words": message.words, "seat": ""}
    if not kept_once(TextMessage, message, dialogue_id=dialogue.pk, **said):
        return dialogue
    dialogue.last_at = max(dialogue.last_at, message.at)
    dialogue.waits_since = min(filter(None, (dialogue.waits_since, message.at)))
    dialogue.place = message.place or dialogue.place
    dialogue.is_alarm |= message.is_silent_alarm
    if dialogue.call_id and dialogue.holder_id and _out_of_reach(dialogue, message.received_at):
        dialogues.let_go(dialogue)
    return dialogues.save(dialogue)


@whole()
def hear_receipt(message):
    """What became of an answer that was sent. True when there is such a message."""
    field = "delivered_at" if message.outcome == provider.DELIVERED else "failed_at"
    ours = TextMessage.objects.filter(pk=message.ours, direction=TextMessage.Direction.OUT)
    if ours.filter(**{field: None}).update(**{field: message.at}):
        Dialogue.objects.filter(messages=message.ours).update(version=F("version") + 1)
        wake.on_commit()
    return ours.exists()


def close_quiet():
    """Saved dialogues in which nothing was written for hours. A round of the tick loop."""
    before = clock.now() - timedelta(hours=settings.DIALOGUE_QUIET_HOURS)
    quiet = Dialogue.objects.open().filter(last_at__lt=before, waits_since=None).exclude(call=None)
    quiet.update(closed_at=clock.now(), version=F("version") + 1)


def _open_with(message):
    """The dialogue that is open with this caller, locked; of two first messages at once one opens it.

    One that is closed in between, by the clock or for another matter, makes room: then this message opens the next.
    """
    who = {"number": message.number, "device": message.device}
    while True:
        first = Dialogue(**who, opened_at=message.at, last_at=message.at)
        Dialogue.objects.bulk_create([first], ignore_conflicts=True)
        if found := Dialogue.objects.select_for_update().filter(**who, closed_at=None).first():
            return found


def _out_of_reach(dialogue, now):
    """The holder of a saved dialogue has left his seat, or may no longer see what it became."""
    if dialogues.is_stale(dialogue, now):
        return True
    hidden = dialogue.call.concerns.filter(ticket__confidential=True).exists()
    return hidden and not dialogue.holder.has_perm("dispatch.view_confidential")
