"""What callers say at the call-back: of all who were reached, and of those whose word counts in appraisal."""

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dispatch.measures.rows import CALLBACKS
from dispatch.models import Callback
from units.measures import Measure, register


def _said(code, label, formula, where, **alike):
    """The figure of all callers reached, and the same without the call-backs that do not count."""
    where = Q(outcome=Callback.Outcome.REACHED) & where
    return (
        Measure(code, label, formula, CALLBACKS, "at", where=where, group="caller", **alike),
        Measure(
            f"{code}_counted", format_lazy(_("{figure}, counted"), figure=label),
            format_lazy(_("{formula} Call-backs that do not count in appraisal leave both numbers."), formula=formula),
            CALLBACKS, "at", where=where & Q(counts=True), beside=code, **alike,
        ),
    )  # fmt: skip


_OPINION = {"part_label": _("satisfied"), "rest_label": _("not satisfied")}

register(
    *_said(
        "solved", _("Solved rate"), _("Callers who say solved or basically solved ÷ callers reached on this day."), Q(),
        part=Q(solved__in=(Callback.Solved.SOLVED, Callback.Solved.BASICALLY)),
        part_label=pgettext_lazy("call-back", "solved"), rest_label=_("not solved"),
    ),
    *_said(
        "satisfied", _("Satisfied with the result"),
        _("Callers satisfied or fairly satisfied with the result ÷ callers reached on this day who gave an opinion."),
        Q(satisfied_result__isnull=False), part=Q(satisfied_result__gte=Callback.Satisfaction.FAIR), **_OPINION,
    ),
    *_said(
        "satisfied_process", _("Satisfied with the process"),
        _("Callers satisfied or fairly satisfied with the process ÷ callers reached on this day who gave an opinion."),
        Q(satisfied_process__isnull=False), part=Q(satisfied_process__gte=Callback.Satisfaction.FAIR), **_OPINION,
    ),
    Measure(
        "uncounted", _("Call-backs not counted in appraisal"),
        _("Callers reached on this day whose verdict does not count in appraisal; the reason stands in the list."),
        CALLBACKS, "at", where=Q(outcome=Callback.Outcome.REACHED, counts=False), group="caller", less_is_better=True,
    ),
)  # fmt: skip
