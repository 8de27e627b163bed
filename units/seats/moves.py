"""The one table of a seat's states. Guards, the log's words and the tests all read it.

A verb without a target leaves the state as it is: it is about a rest that is asked for.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    READY = "ready", pgettext_lazy("of a seat", "Ready")
    TALKING = "talking", pgettext_lazy("of a seat", "Talking")
    WRAP_UP = "wrap_up", pgettext_lazy("of a seat", "Wrap-up")
    REST = "rest", pgettext_lazy("of a seat", "Rest")
    AWAY = "away", pgettext_lazy("of a seat", "Away")


@dataclass(frozen=True)
class Move:
    """Who says it: the person on the seat, the telephone, the shift leader, or time."""

    who: str
    sources: frozenset
    target: str
    label: str


PERSON, TELEPHONE, LEADER, TIME = "person", "telephone", "leader", "time"


def _move(who, sources, target, label):
    return Move(who, frozenset(sources), target, label)


_S = State
_AT_WORK = {_S.READY, _S.TALKING, _S.WRAP_UP}
MOVES = {
    "sit": _move(PERSON, {_S.AWAY}, _S.READY, _("Sat down")),
    "come_back": _move(PERSON, {_S.AWAY}, _S.READY, _("Came back")),
    "leave": _move(PERSON, set(_S), _S.AWAY, pgettext_lazy("of a seat", "Left")),
    "fall_silent": _move(TIME, {_S.READY}, _S.AWAY, _("No sign of life")),
    # -- the telephone
    "talk": _move(TELEPHONE, {_S.READY, _S.WRAP_UP, _S.REST, _S.AWAY}, _S.TALKING, _("Has a call")),
    "wrap_up": _move(TELEPHONE, {_S.READY, _S.TALKING, _S.REST, _S.AWAY}, _S.WRAP_UP, _("The caller hung up")),
    "finish": _move(TELEPHONE, {_S.TALKING, _S.WRAP_UP}, _S.READY, _("Has no call any more")),
    # -- rest
    "ask_rest": _move(PERSON, _AT_WORK, "", _("Asked for a rest")),
    "withdraw_rest": _move(PERSON, _AT_WORK | {_S.AWAY}, "", _("Asks for no rest any more")),
    "approve_rest": _move(LEADER, _AT_WORK | {_S.AWAY}, "", _("Rest approved")),
    "decline_rest": _move(LEADER, _AT_WORK | {_S.AWAY}, "", _("Rest declined")),
    "begin_rest": _move(TIME, {_S.READY, _S.AWAY}, _S.REST, _("The rest begins")),
    "end_rest": _move(PERSON, {_S.REST}, _S.READY, _("Ready again")),
}
