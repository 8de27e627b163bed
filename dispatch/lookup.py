"""Items and units as lines of a searchable list: found by code, by word or by pinyin initials in at most three keys.

The lists are short (126 items, some hundred units), so pages carry them whole and searching costs no request. They are
built once a minute and language at most; an import shows within half a minute, because the newest row is part of the key.
"""

import re
import time
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache

from django.db.models import Max
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dispatch import duty_table
from dispatch.models import Rule, RuleAssist
from units import clock, known
from units.labels import spelled
from units.models import Unit

_CLAUSES = re.compile(r"[、,，;；()（）/和与及]+")
MOST = 20  # lines in one answer


@dataclass(frozen=True)
class Line:
    """One choice: what the form sends, what is read, and by which letters it is found."""

    value: str
    label: str
    code: str = ""
    memo: str = ""
    find: str = ""
    facts: str = ""  # a sentence about the choice, shown once it is made
    priority: str = ""
    middle: tuple = ()  # (lon, lat) of a place: where the map looks

    @cached_property
    def option(self):
        return self._option("")

    @property
    def selected_option(self):
        return self._option(" selected")

    def _option(self, selected):
        data = {name: getattr(self, name) for name in ("code", "memo", "find", "facts", "priority")}
        if self.middle:
            data |= {"lon": f"{self.middle[0]:.5f}", "lat": f"{self.middle[1]:.5f}"}
        attributes = format_html_join("", ' data-{}="{}"', ((name, value) for name, value in data.items() if value))
        return format_html('<option value="{}"{}{}>{}</option>', self.value, selected, attributes, self.label)

    def as_json(self):
        return {name: value for name, value in asdict(self).items() if value and name != "find"}


class Lines(list):
    """A whole list. Its options are joined once; only a form that comes back with a choice joins them again."""

    @cached_property
    def _drawn(self):
        return format_html_join("", "{}", ((line.option,) for line in self))

    def options(self, chosen):
        if not chosen:
            return self._drawn
        lines = (line.selected_option if line.value == chosen else line.option for line in self)
        return format_html_join("", "{}", ((line,) for line in lines))


def label_of(lines, value):
    """What a line's value stands for; "" where there is no such line."""
    return next((line.label for line in lines if line.value == value), "") if value else ""


@lru_cache(maxsize=4096)  # the lists are built anew each minute, of the same names
def letters(*names):
    """What a row is found by in either language: its names, and the initials of each clause of the Chinese ones."""
    found = []
    for name in filter(None, names):
        for clause in (name, *filter(None, _CLAUSES.split(name))):
            chinese = any(sign > "\u2e7f" for sign in clause)
            found += [spelled(clause)[1], clause] if chinese else [clause.lower()]
    return " ".join(dict.fromkeys(found))


def items():
    """The duty list of today, one line an item."""
    newest = known.answer("newest rule", lambda: Rule.objects.aggregate(newest=Max("pk"))["newest"])
    return _items(get_language(), clock.today(), newest, _minute())


def units():
    """Units that a ticket can be assigned to today; the value is the unit's id."""
    newest = known.answer("newest unit", lambda: Unit.objects.aggregate(newest=Max("pk"))["newest"])
    return _units(get_language(), clock.today(), newest, _minute())


def search(lines, query):
    """Lines that fit, best first: code, then the beginning of a name or initials, then anywhere. As combo.js does."""
    query = " ".join(query.lower().split())
    if not query:
        return lines[:MOST]
    ranked = [(rank, line) for line in lines if (rank := _rank(line, query)) is not None]
    return [line for _rank_, line in sorted(ranked, key=lambda pair: pair[0])][:MOST]


def _rank(line, query):
    label = line.label.lower()
    haystack = f" {line.find.lower()} {label}"
    if line.code.lower().startswith(query):
        return 0
    if f" {query}" in haystack:
        return 1 if label.startswith(query) else 2
    return 3 if query in haystack else None


def _minute():
    return int(time.monotonic() // 60)


@lru_cache(maxsize=8)
def _items(language, day, newest, minute):
    rules = (
        Rule.objects.filter(valid_from__lte=day)
        .order_by("item__code", "-valid_from")
        .distinct("item__code")
        .select_related("item__major", "lead")
        .prefetch_related("assists__unit")
    )
    return Lines(_item_line(rule) for rule in rules)


def _item_line(rule):
    item = rule.item
    lead = rule.lead.short_name if rule.lead.short_name and rule.lead.label == rule.lead.name else rule.lead.label
    return Line(
        value=item.code,
        label=item.label,
        code=item.code,
        memo=f"{lead} · P{rule.priority}",
        find=letters(item.name, item.name_en, item.major.name),
        facts=_item_facts(rule),
        priority=str(rule.priority),
    )


def _item_facts(rule):
    said = _("The street office of the place") if rule.lead_of_place else rule.lead.label
    facts = _("%(lead)s leads. First feedback within %(minutes)s min, result within %(limit)s.") % {
        "lead": said, "minutes": rule.feedback_minutes, "limit": duty_table.limit(rule),
    }  # fmt: skip
    assists = [
        RuleAssist.Placeholder(assist.placeholder).label if assist.placeholder else assist.unit.label
        for assist in rule.assists.all()
    ]
    if not assists:
        return facts
    return f"{facts} " + _("Assisting: %(units)s.") % {"units": ", ".join(map(str, assists))}


@lru_cache(maxsize=8)
def _units(language, day, newest, minute):
    rows = Unit.objects.assignable(day).prefetch_related("aliases").order_by("kind", "pinyin")
    return [
        Line(
            value=str(unit.pk),
            label=unit.label,
            memo=unit.get_kind_display(),
            find=letters(unit.name, unit.short_name, unit.name_en, *(alias.name for alias in unit.aliases.all())),
        )
        for unit in rows
    ]
