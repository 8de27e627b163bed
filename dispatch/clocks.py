"""The strip of clocks over a ticket: each a bar from start to due, and one sentence that says how it stands."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from dispatch import durations
from dispatch.models import Clock

_K = Clock.Kind
_ORDER = [
    _K.DISPATCH,
    _K.ACCEPTANCE,
    _K.FIRST_FEEDBACK,
    _K.RESOLVE,
    _K.SUPERVISION,
    _K.HANDLING,
    _K.VERIFICATION,
    _K.CALLBACK,
]


@dataclass
class Shown:
    clock: Clock
    name: str
    sentence: str

    @property
    def unit(self):
        return self.clock.assignment.unit if self.clock.assignment else None


def strip(clocks):
    """The latest clock of each kind, of the ticket itself and of its lead, in the order of the work.

    The other units' clocks stand with the units.
    """
    latest = {}
    for clock in clocks:
        if clock.assignment is None or clock.assignment.is_lead:
            latest[clock.kind] = clock
    ordered = sorted(latest.values(), key=lambda clock: _ORDER.index(clock.kind))
    return [Shown(clock, clock.get_kind_display(), sentence(clock)) for clock in ordered]


def sentence(clock):
    """What the clock says, in words: limit, use, who stopped it."""
    limit = durations.words(clock.limit_seconds)
    if clock.is_running:
        return _("limit %(limit)s") % {"limit": limit}
    facts = {"limit": limit, "used": durations.words(clock.stopped_at - clock.started_at)}
    if clock.stopped_at > clock.due_at:
        return _("limit %(limit)s, took %(used)s: late by %(late)s") % {
            **facts, "late": durations.words(clock.stopped_at - clock.due_at),
        }  # fmt: skip
    return _("limit %(limit)s, took %(used)s") % facts
