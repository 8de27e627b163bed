"""The strip of clocks over a ticket: each a bar from start to due, pauses hatched, and one sentence that says how it stands."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dispatch import durations
from dispatch.models import Clock
from units.calendar import Kind as Count
from units.templatetags.ui import clock_text

_K = Clock.Kind
_ORDER = [
    _K.DISPATCH, _K.ACCEPTANCE, _K.FIRST_FEEDBACK, _K.RESOLVE, _K.SUPERVISION, _K.ARBITRATION, _K.HANDLING,
    _K.VERIFICATION, _K.CALLBACK,
]  # fmt: skip


@dataclass
class Shown:
    clock: Clock
    name: str
    sentence: str
    pauses: list = field(default_factory=list)  # [(from, to)]
    paused_until: object = None

    @property
    def unit(self):
        return self.clock.assignment.unit if self.clock.assignment else None


def strip(clocks, pauses=()):
    """The latest clock of each kind, of the ticket itself and of its lead, in the order of the work.

    The other units' clocks stand with the units.
    """
    latest = {}
    for clock in clocks:
        if clock.assignment is None or clock.assignment.is_lead:
            latest[clock.kind] = clock
    ordered = sorted(latest.values(), key=lambda clock: _ORDER.index(clock.kind))
    return [_shown(clock, [each for each in pauses if each.clock_id == clock.pk]) for clock in ordered]


def _shown(clock, pauses):
    now = next((each.until for each in pauses if each.ended_at is None), None) if clock.is_running else None
    hatched = [(each.started_at, each.ended_at or each.until) for each in pauses]
    return Shown(clock, clock.get_kind_display(), sentence(clock, pauses), hatched, now)


def sentence(clock, pauses=()):
    """All that there is to say of a clock: rule, start, pauses with reason and by whom, due, and how it ended."""
    said = [_limit(clock)]
    said += [_pause(each) for each in pauses]
    if clock.is_running:
        said.append(_("due %(at)s") % {"at": clock_text(clock.due_at)})
    else:
        said.append(_ended(clock))
    if clock.exempted_at:
        said.append(_("exempted on appeal"))
    if clock.provisional:
        said.append(_("provisional: the official holidays are not known yet"))
    return _("; ").join(said)


def _limit(clock):
    kind, start = Count(clock.count_by), clock_text(clock.started_at)
    if kind.in_days:
        n = clock.limit_seconds // 86_400
        words = {
            Count.WORKING_DAYS: ngettext("%(n)s working day", "%(n)s working days", n),
            Count.CALENDAR_DAYS: ngettext("%(n)s calendar day", "%(n)s calendar days", n),
        }[kind] % {"n": n}
    else:
        words = durations.words(clock.limit_seconds)
        if kind == Count.WORKING_HOURS:
            words = _("%(limit)s of working time") % {"limit": words}
    return _("limit %(limit)s from %(start)s") % {"limit": words, "start": start}


def _pause(pause):
    facts = {"from": clock_text(pause.started_at), "why": pause.text, "by": pause.by.label}
    if pause.ended_at is None:
        return _("paused from %(from)s until %(until)s by %(by)s: %(why)s") % {
            **facts,
            "until": clock_text(pause.until),
        }
    return _("paused for %(for)s from %(from)s by %(by)s: %(why)s") % {
        **facts, "for": durations.words(pause.ended_at - pause.started_at),
    }  # fmt: skip


def _ended(clock):
    facts = {"used": durations.words(clock.stopped_at - clock.started_at), "by": clock.stopped_by.label}
    if clock.stopped_at > clock.due_at:
        facts["late"] = durations.words(clock.stopped_at - clock.due_at)
        return _("took %(used)s, ended by %(by)s: late by %(late)s") % facts
    return _("took %(used)s, ended by %(by)s") % facts
