"""The strip of clocks over a ticket: each a bar from start to due, and one sentence that says how it stands."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from dispatch import durations
from dispatch.models import Clock

# On the strip: the ticket's own clocks, then the lead's. The other units' stand with the units.
_ORDER = list(Clock.Kind)


@dataclass
class Shown:
    clock: Clock
    name: str
    sentence: str


def strip(clocks):
    """The latest clock of each kind, of the ticket itself and of its present lead, in the order of the work."""
    latest = {}
    for clock in clocks:
        if clock.assignment is None or clock.assignment.is_lead:
            latest[clock.kind] = clock
    ordered = sorted(latest.values(), key=lambda clock: (clock.assignment_id is not None, _ORDER.index(clock.kind)))
    return [Shown(clock, _name(clock), sentence(clock)) for clock in ordered]


def _name(clock):
    kind = clock.get_kind_display()
    return f"{kind} · {clock.assignment.unit.label}" if clock.assignment else kind


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
