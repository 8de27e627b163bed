"""Dialogues as the hall sees them now, how an answer leaves, and what tick does for them."""

import logging
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db.models import F, OuterRef, Q, Subquery

from dispatch import gateway, outbox, wake
from dispatch.models.tickets import masked_phone
from dispatch.tick import each_round
from intake.models import Dialogue, TextMessage
from intake.services import dialogues, hearing_texts
from units import clock

log = logging.getLogger(__name__)
MOST = 100  # dialogues that are looked at; more do not fit on any screen
each_round(hearing_texts.close_quiet)


@dataclass
class Text:
    """A dialogue on the strip; `stale`: its seat shows no life, `late`: somebody has waited too long for an answer, `left`:
    others may take it over for one of both."""

    dialogue: Dialogue
    stale: bool
    late: bool
    left: bool

    @property
    def number(self):
        return masked_phone(self.dialogue.number)

    @property
    def who(self):
        return self.number or self.dialogue.device

    @property
    def saved(self):
        return self.dialogue.call_id is not None

    @property
    def words(self):
        return self.dialogue.last_words or ""


class Texts:
    """The dialogues of one person's strip: those not saved yet, those that wait for an answer, and his own. One query.

    `left`: in the hands of others and free to be taken over.
    """

    def __init__(self, user):
        self.user, now = user, clock.now()
        wanted = Q(call=None) | Q(waits_since__isnull=False) | Q(holder=user)
        found = with_last_words(Dialogue.objects.visible_to(user).open().filter(wanted))
        found = found.select_related("holder").first_things_first()[:MOST]
        texts = [text_of(dialogue, now) for dialogue in found]
        self.waiting = [text for text in texts if text.dialogue.holder_id is None]
        self.mine = [text for text in texts if text.dialogue.holder_id == user.pk]
        others = [text for text in texts if text.dialogue.holder_id not in (None, user.pk)]
        self.left = [text for text in others if text.left]

    @cached_property
    def mine_now(self):
        """Of his own: what is not saved yet, or waits for an answer."""
        return [text for text in self.mine if not text.saved or text.dialogue.waits_since]


def text_of(dialogue, now):
    taken = dialogue.holder_id is not None
    return Text(
        dialogue, stale=dialogues.is_stale(dialogue, now), late=dialogues.is_late(dialogue, now),
        left=taken and dialogues.is_left(dialogue, now),
    )  # fmt: skip


def with_last_words(found):
    last = TextMessage.objects.filter(dialogue=OuterRef("pk"), direction=TextMessage.Direction.IN).order_by(
        "-at", "-pk"
    )
    return found.annotate(last_words=Subquery(last.values("words")[:1]))


def _given_up(delivery):
    _note(delivery.payload["message"], given_up_at=clock.now())


@outbox.handler(dialogues.HANDLER, given_up=_given_up)
def send(delivery):
    """An answer on its way to the caller: by the gateway where one is configured, else a line of the log."""
    message = TextMessage.objects.select_related("dialogue").get(pk=delivery.payload["message"])
    number = message.dialogue.number
    if settings.SMS_GATEWAY_URL:
        gateway.send(number, message.words, reference=f"text-{message.pk}")
    else:
        log.info("SMS to %s: text-%s, %s characters", masked_phone(number), message.pk, len(message.words))
    _note(message.pk, sent_at=clock.now(), given_up_at=None)


def _note(pk, **facts):
    TextMessage.objects.filter(pk=pk).update(**facts)
    Dialogue.objects.filter(messages=pk).update(version=F("version") + 1)
    wake.on_commit()
