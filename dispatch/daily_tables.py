"""The tables of the day: the same rows for the page and for its CSV, so that paper and file cannot differ."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dispatch import daily
from units import measures
from units.measures import PART, WHOLE, Value
from units.models import Unit

FAIR = 0.8  # below this share a unit's figure is marked


@dataclass(frozen=True)
class Cell:
    text: str
    url: str = ""
    small: str = ""
    bad: bool = False


@dataclass(frozen=True)
class Table:
    name: str
    title: str
    headings: list
    rows: list  # of lists of Cell, the first of which names the row
    total: list | None = None


def units(user, shown):
    """Each unit that had something to do on this day: what it received, how fast it was, what came back."""
    columns = [
        (_("Received"), "returned", WHOLE),
        (_("Accepted in time"), "accepted_in_time", "share"),
        (_("First feedback in time"), "first_word_in_time", "share"),
        (_("Handled in time"), "handled_in_time", "share"),
        (_("Handed back"), "returned", PART),
        (pgettext("column", "Redone"), "reworked", PART),
        (_("Feedback given"), "reworked", WHOLE),
        (_("Went overdue"), "overdue", WHOLE),
    ]
    used = [measures.get(code) for code in dict.fromkeys(code for _heading, code, _what in columns)]
    values = measures.broken_down(used, user, shown.day, "unit", shown.asked_at)
    received = values["returned"]
    keys = {key for by_unit in values.values() for key in by_unit}
    found = sorted(Unit.objects.filter(pk__in=keys), key=lambda unit: (-received.get(unit.pk, Value()).of, unit.pinyin))
    rows = [
        [Cell(unit.label)]
        + [_cell(shown, code, what, values[code].get(unit.pk, Value()), unit=unit.pk) for _h, code, what in columns]
        for unit in found
    ]
    total = [Cell(_("All units"))] + [
        _cell(shown, code, what, _sum(values[code]) if code != "overdue" else None) for _h, code, what in columns
    ]
    headings = [_("Linkage unit"), *(heading for heading, _code, _what in columns)]
    return Table("units", _("Linkage units"), headings, rows, total)


def _sum(by_unit):
    return Value(sum(value.n for value in by_unit.values()), sum(value.of for value in by_unit.values()))


def _cell(shown, code, what, value, **chosen):
    if value is None:  # a ticket of two units would count twice
        return Cell("")
    url = daily.list_url(shown.day, code, PART if what == PART else WHOLE, **chosen)
    if what == "share":
        if not value.of:
            return Cell("–")
        return Cell(f"{value.share * 100:.1f}%", url, f"{value.n}/{value.of}", value.share < FAIR)
    number = value.n if what == PART else value.of
    return Cell(str(number), url if number else "", bad=code == "overdue" and number > 0)


def figures(user, shown):
    """Every measure with its comparison and its formula, for the file and for the page's help."""
    headings = [
        _("Measure"), _("Figure"), _("n"), _("of"), _("Median"), _("Day before"), _("Same day last week"), _("Formula"),
    ]  # fmt: skip
    rows = [
        [
            Cell(str(figure.measure.label)),
            Cell(f"{figure.text}{'%' if figure.is_share and figure.value.of else ''}", figure.url),
            Cell(str(figure.value.n), figure.part_url),
            Cell(str(figure.value.of), figure.url),
            Cell(figure.median),
            Cell(figure.before_text),
            Cell(figure.week_before_text),
            Cell(str(figure.measure.formula)),
        ]
        for figure in shown.figures.values()
    ]
    return Table("figures", _("Figures"), headings, rows)


def clocks(user, shown):
    """Each clock: kept, kept without what was exempted, median, and its distribution against the limit."""
    timed = daily.with_distributions([f for f in shown.figures.values() if f.measure.seconds], user, shown)
    buckets = [str(link.label) for link in timed[0].buckets] if timed else []
    rows = [
        [
            Cell(str(figure.measure.label)),
            Cell(f"{figure.text}{'%' if figure.value.of else ''}", figure.url),
            Cell(str(figure.value.of), figure.url),
            Cell(f"{figure.beside.text}{'%' if figure.beside.value.of else ''}", figure.beside.url),
            Cell(str(figure.beside.value.of), figure.beside.url),
            Cell(figure.median),
            *(Cell(link.text, link.url) for link in figure.buckets),
        ]
        for figure in timed
    ]
    headings = [_("Clock"), _("In time"), _("n"), _("Exempted"), _("n, exempted"), _("Median"), *buckets]
    return Table("clocks", _("Clocks"), headings, rows)


def _by(name, title, code, dimension):
    def table(user, shown):
        links = daily.breakdown(code, user, shown, dimension)
        measure = measures.get(code)
        headings = [str(measure.dimension(dimension).label), str(measure.label)]
        return Table(name, title, headings, [[Cell(str(link.label)), Cell(link.text, link.url)] for link in links])

    return table


TABLES = {
    "figures": figures,
    "units": units,
    "clocks": clocks,
    "validity": _by("validity", "", "calls", "validity"),
    "call-hours": _by("call-hours", "", "calls", "hour"),
    "stages": _by("stages", "", "opened", "stage"),
    "majors": _by("majors", "", "opened", "major"),
    "streets": _by("streets", "", "opened", "street"),
    "cells": _by("cells", "", "opened", "cell"),
}
