"""The strip of clocks over a ticket: each a bar from start to due, pauses hatched, and one sentence that says how it stands."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from dispatch import durations
from dispatch.models import Clock
from dispatch.models.clocks import URGENT
from units import calendar
from units.calendar import Kind as Count
from units.templatetags.ui import clock_text

_K = Clock.Kind
_ORDER = [
    _K.DISPATCH, _K.ACCEPTANCE, _K.FIRST_FEEDBACK, _K.RESOLVE, _K.SUPERVISION, _K.ARBITRATION, _K.HANDLING,
    _K.VERIFICATION, _K.CALLBACK,
]  # fmt: skip


@dataclass
class Touched:
    """What people changed on a ticket's clocks: its pauses, and the extensions that were granted."""

    pauses: list = field(default_factory=list)
    extensions: list = field(default_factory=list)

    def pauses_of(self, clock):
        return [each for each in self.pauses if each.clock_id == clock.pk]

    def extensions_of(self, clock):
        """Those that were granted while this clock ran; each one made the limit longer."""
        if clock.kind != _K.RESOLVE:
            return []
        return [
            each for each in self.extensions
            if each.assignment_id == clock.assignment_id and each.answered_at >= clock.started_at
            and (clock.is_running or each.answered_at <= clock.stopped_at)
        ]  # fmt: skip

    @property
    def stands_until(self):
        """Until when the ticket itself stands still, or None."""
        return next((each.until for each in self.pauses if each.ended_at is None), None)

    def paused_until(self, clock):
        """The planned end of the pause in which the clock stands now, or None."""
        return next((each.until for each in self.pauses_of(clock) if each.ended_at is None), None)


@dataclass
class Shown:
    clock: Clock
    name: str
    sentence: str
    pauses: list  # [(from, to)]
    paused_until: datetime | None

    @property
    def unit(self):
        return self.clock.assignment.unit if self.clock.assignment else None


def strip(clocks, touched=None, priority=None):
    """The latest clock of each kind, of the ticket itself and of its lead, in the order of the work.

    The other units' clocks stand with the units. `priority` is the ticket's: of the first two no pause is silent.
    """
    touched = touched or Touched()
    latest = {}
    for clock in clocks:
        if clock.assignment is None or clock.assignment.is_lead:
            latest[clock.kind] = clock
    ordered = sorted(latest.values(), key=lambda clock: _ORDER.index(clock.kind))
    return [
        Shown(
            clock, clock.get_kind_display(), sentence(clock, touched, priority),
            _stretches(touched.pauses_of(clock)), touched.paused_until(clock),
        ) for clock in ordered
    ]  # fmt: skip


def sentence(clock, touched=None, priority=None):
    """All that there is to say of a clock: rule, start, due, who touched it and why, and how it ended."""
    touched = touched or Touched()
    pauses = touched.pauses_of(clock)
    said = [_("limit %(limit)s from %(start)s") % {"limit": limit(clock), "start": clock_text(clock.started_at)}]
    said += [_extension(each) for each in touched.extensions_of(clock)]
    said += [_pause(each) for each in pauses]
    if touched.paused_until(clock) and priority in URGENT:
        said.append(_("priority %(n)s: the hall heard that it stands still") % {"n": priority})
    said.append(_due(clock) if clock.is_running else _ended(clock, pauses))
    if clock.exempted_at:
        said.append(_("exempted on appeal"))
    if clock.provisional:
        said.append(_guess(clock))
    return _("; ").join(said)


def limit(clock):
    """The limit in the clock's own time."""
    return durations.limit(clock.limit_seconds, Count(clock.count_by))


def _stretches(pauses):
    return [(each.started_at, each.ended_at or each.until) for each in pauses]


def _words(text):
    """People end with a full stop; the sentence goes on."""
    return text.rstrip("。.； ;")


def _extension(asked):
    facts = {"by": asked.answered_by.label, "at": clock_text(asked.answered_at), "why": _words(asked.text)}
    return _("extended at %(at)s by %(by)s: %(why)s") % facts


def _pause(pause):
    facts = {"from": clock_text(pause.started_at), "why": _words(pause.text), "by": pause.by.label}
    if pause.ended_at is None:
        return _("paused from %(from)s until %(until)s by %(by)s: %(why)s") % {
            **facts,
            "until": clock_text(pause.until),
        }
    return _("paused for %(for)s from %(from)s by %(by)s: %(why)s") % {
        **facts, "for": durations.words(pause.ended_at - pause.started_at),
    }  # fmt: skip


def _due(clock):
    facts = {"at": clock_text(clock.due_at)}
    return (_("overdue since %(at)s") if clock.missed_at else _("due %(at)s")) % facts


def _guess(clock):
    """Which years' holidays it lacks; once they are there the end stays what it was: it was told to people."""
    years = calendar.current().provisional(clock.started_at, clock.due_at)
    if not years:
        return _("provisional: counted before the official holidays were known")
    return _("provisional: no official holidays for %(years)s yet") % {"years": _(", ").join(map(str, years))}


def _ended(clock, pauses):
    """Used is the kind's own time: neither a pause nor, of working hours, the night."""
    kind = Count(clock.count_by)
    used = calendar.current().used(clock.started_at, clock.stopped_at, kind, _stretches(pauses))
    facts = {"used": durations.in_own_time(durations.words(used), kind), "by": clock.stopped_by.label}
    if clock.stopped_at > clock.due_at:
        facts["late"] = durations.words(clock.stopped_at - clock.due_at)
        return _("took %(used)s, ended by %(by)s: late by %(late)s") % facts
    return _("took %(used)s, ended by %(by)s") % facts
