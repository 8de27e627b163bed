"""What units asked for and what was ruled: extensions, suspensions, appeals, disputes; and what counts in appraisal."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dispatch.measures import dimensions as by
from dispatch.measures.rows import APPEALS, CLOSED, EXTENSIONS, RULINGS, SUSPENSIONS
from dispatch.models import Appeal, Extension, Suspension
from dispatch.models.tickets import Disposition
from units.measures import Measure, register

_BY_UNIT = (by.unit_through("assignment__unit"),)
_REST = _("declined or unanswered")

register(
    Measure(
        "appraised", _("Counts in appraisal"),
        _("Tickets closed on this day that count in appraisal ÷ all closed on this day, without voided ones."),
        CLOSED, "closed_at", where=~Q(disposition=Disposition.VOID), part=Q(counts=True),
        part_label=_("counted"), rest_label=_("not counted"), group="appraisal", dimensions=(by.MAJOR, by.STREET),
    ),
    Measure(
        "extended", _("Extensions granted"), _("Extensions asked for on this day that were granted ÷ all asked for."),
        EXTENSIONS, "asked_at", part=Q(state=Extension.State.GRANTED), part_label=pgettext_lazy("answer", "granted"),
        rest_label=_REST, group="asked", dimensions=_BY_UNIT,
    ),
    Measure(
        "suspended", _("Suspensions granted"), _("Suspensions asked for on this day that were granted ÷ all asked for."),
        SUSPENSIONS, "asked_at", part=Q(state__in=(Suspension.State.RUNNING, Suspension.State.ENDED)),
        part_label=pgettext_lazy("answer", "granted"), rest_label=_REST, group="asked", dimensions=_BY_UNIT,
    ),
    Measure(
        "appealed", _("Appeals upheld"), _("Appeals of this day that both reviewers upheld ÷ all appeals of this day."),
        APPEALS, "asked_at", part=Q(state=Appeal.State.UPHELD), part_label=_("exempted"), rest_label=_REST,
        group="asked", dimensions=_BY_UNIT,
    ),
    Measure(
        "ruled", _("Disputes ruled"), _("Disputes opened on this day that an arbiter has ruled ÷ all opened on this day."),
        RULINGS, "opened_at", part=Q(decided_at__isnull=False), part_label=_("ruled"), rest_label=_("waiting for a ruling"),
        group="asked",
    ),
)  # fmt: skip
