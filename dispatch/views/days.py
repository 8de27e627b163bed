"""The supervisor's day: its page, the list behind each of its figures, and its tables as CSV."""

import re
from datetime import date
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dispatch import charts, daily, daily_tables, district_map
from dispatch.exports import csv_response
from units import clock, measures
from units.measures import PART, REST, WHOLE

PAGE = 200
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _figures_only(view):
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.has_perm("dispatch.view_statistics"):
            raise PermissionDenied(_("The figures of the day belong to supervisors and shift leaders."))
        return view(request, *args, **kwargs)

    return require_safe(guarded)


@_figures_only
def day(request):
    """Today, or the day that the date field asks for."""
    if asked := request.GET.get("date", "").strip():
        found = _read(asked)
        if found is None:
            return _no_such_day(request, asked)
        return redirect("dispatch:day_on", found.isoformat())
    return _page(request, clock.local_day(clock.now()))


@_figures_only
def day_on(request, day):
    found = _read(day)
    if found is None or found > clock.local_day(clock.now()):
        return _no_such_day(request, day)
    return _page(request, found)


@_figures_only
def day_list(request, day, code):
    """The rows that one figure counts: as many as it says."""
    found, measure = _read(day), measures.get(code)
    if found is None or measure is None:
        raise Http404
    part = request.GET.get("part", WHOLE)
    if part not in (WHOLE, PART, REST) or (part != WHOLE and measure.part is None):
        raise Http404
    chosen = _chosen(measure, request.GET)
    rows = measures.rows_behind(code, request.user, found, part, **chosen)
    rows = rows.select_related(*measure.listed.related).order_by(
        *(("pk",) if measure.by_ticket else (measure.at, "pk"))
    )
    columns = measure.listed.columns
    if request.GET.get("format") == "csv":
        lines = ([column.value(row) for column in columns] for row in rows.iterator(chunk_size=500))
        return csv_response(f"{code}-{found:%Y%m%d}", [column.label for column in columns], lines)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "measure": measure, "day": found, "part": _part_label(measure, part), "narrowed": _narrowed(measure, chosen),
        "columns": columns, "page": page, "csv": _with_csv(request),
        "rows": [[(column.value(row), column.url and column.url(row)) for column in columns] for row in page],
    }  # fmt: skip
    return render(request, "dispatch/day_list.html", context)


@_figures_only
def day_table(request, day, table):
    found, make = _read(day), daily_tables.TABLES.get(table)
    if found is None or make is None or found > clock.local_day(clock.now()):
        raise Http404
    made = make(request.user, daily.of(found, request.user))
    rows = [[cell.text for cell in row] for row in made.rows]
    if made.total:
        rows.append([cell.text for cell in made.total])
    return csv_response(f"{table}-{found:%Y%m%d}", made.headings, rows)


def _page(request, found):
    shown = daily.of(found, request.user)
    timed = daily.with_distributions(shown.group("work"), request.user, shown)
    context = {
        "shown": shown,
        "timed": timed,
        "validity": daily.breakdown("calls", request.user, shown, "validity"),
        "stages": daily.breakdown("opened", request.user, shown, "stage"),
        "majors": daily.breakdown("opened", request.user, shown, "major", at_most=10),
        "indices": shown.indices,
        "units": daily_tables.units(request.user, shown),
        "chart": charts.by_hour("valid", request.user, shown),
        "map": district_map.by_cell("opened", request.user, shown),
        "first_day": daily.FIRST_DAY,
    }
    return render(request, "dispatch/day.html", context)


def _no_such_day(request, asked):
    day, first = _date(asked), daily.FIRST_DAY
    context = {
        "asked": asked[:20], "first_day": first, "to_come": _read(asked) is not None, "too_early": day and day < first,
    }  # fmt: skip
    return render(request, "dispatch/no_day.html", context, status=404)


def _read(text):
    """A day that there can be figures of, or None."""
    found = _date(text)
    return found if found and daily.FIRST_DAY <= found < date.max.replace(month=1) else None


def _date(text):
    """A date of the calendar, or None."""
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def _chosen(measure, query):
    chosen = {}
    for name, value in query.items():
        dimension = measure.dimension(name)
        if dimension is None:
            continue
        try:
            chosen[name] = dimension.parse(value)
        except ValueError:
            raise Http404 from None
        if abs(chosen[name]) >= 2**31 if isinstance(chosen[name], int) else "\x00" in chosen[name]:
            raise Http404
    return chosen


def _part_label(measure, part):
    return {PART: measure.part_label, REST: measure.rest_label}.get(part, "")


def _narrowed(measure, chosen):
    """[(dimension, value)] in words."""
    return [
        (measure.dimension(name).label, measure.dimension(name).labels([value]).get(value, value))
        for name, value in chosen.items()
    ]


def _with_csv(request):
    query = request.GET.copy()
    query.pop("page", None)
    query["format"] = "csv"
    return f"?{query.urlencode()}"


urls = [
    path("day/", day, name="day"),
    path("day/<str:day>/", day_on, name="day_on"),
    path("day/<str:day>/list/<slug:code>/", day_list, name="day_list"),
    path("day/<str:day>/<slug:table>.csv", day_table, name="day_table"),
]
