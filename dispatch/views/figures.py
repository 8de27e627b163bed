"""The figures of a reader's own unit, and the parts behind each of them. Nobody else's are asked for."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dispatch import own_figures
from dispatch.views.own_unit import own_unit
from units import measures
from units.measures import PART, REST, WHOLE

PAGE = 100
_NAMES = {1: _("Today"), 7: _("7 days"), 30: _("30 days")}
_EXEMPTED = "exempted"


@never_cache
@require_safe
def figures(request):
    unit, units = own_unit(request)
    days = request.GET.get("days", "")
    days = int(days) if days in {str(each) for each in own_figures.PERIODS} else 7
    span = own_figures.period(days)
    context = {
        "unit": unit, "units": units, "days": days, "span": span,
        "periods": [(each, _NAMES[each]) for each in own_figures.PERIODS],
    }  # fmt: skip
    if code := request.GET.get("code", ""):
        return _list(request, code, unit, span, context)
    context["figures"] = own_figures.of(unit, request.user, span)
    return render(request, "dispatch/own_figures.html", context)


def _list(request, code, unit, span, context):
    if code not in own_figures.CODES:
        raise Http404
    measure, part = measures.get(code), request.GET.get("part", WHOLE)
    labels = {WHOLE: "", PART: measure.part_label, REST: measure.rest_label, _EXEMPTED: _("exempted")}
    if part not in labels:
        raise Http404
    which = {"exempted": True} if part == _EXEMPTED else {"part": part}
    rows = own_figures.rows(code, unit, request.user, span, **which)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    columns = [column for column in measure.listed.columns if column.value is not _unit_column(measure)]
    context |= {
        "measure": measure, "part": labels[part], "page": page, "columns": columns,
        "rows": [_line(measure, columns, row) for row in page],
    }  # fmt: skip
    return render(request, "dispatch/own_list.html", context)


def _unit_column(measure):
    """Of a unit's own list its own name says nothing."""
    return next((column.value for column in measure.listed.columns if column.label == _("Linkage unit")), None)


def _line(measure, columns, row):
    """The number leads to the unit's part, which is its page of the ticket."""
    part = reverse("dispatch:part", args=[own_figures.part_of(measure, row)])
    return [(column.value(row), part if column.url else None) for column in columns]


urls = [path("inbox/figures/", figures, name="figures")]
