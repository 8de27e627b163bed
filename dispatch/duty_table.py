"""The duty list as people read it: today's table, an item's rules one after the other, and the same as a file."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from dispatch import durations
from dispatch.models import Condition, Item, Rule, RuleAssist
from dispatch.services.clocks import result_limit
from dispatch.services.duty_list import PLACEHOLDERS
from units import known

FILE_COLUMNS = (
    "code", "major_zh", "major_en", "item_code", "item_zh", "item_en", "lead_agency_zh", "assist_agencies", "priority(1-4)",
    "feedback_minutes", "resolve_hours", "resolve_by", "police(yes/no)",
)  # fmt: skip
_IN_FILE = {placeholder: name for name, placeholder in PLACEHOLDERS.items()}


@dataclass
class Line:
    """One item: the rule that holds, the next one, and how many questions it asks."""

    item: Item
    rule: Rule | None = None
    next: Rule | None = None
    questions: int = 0

    @property
    def feedback(self):
        return _("%(n)s min") % {"n": self.rule.feedback_minutes}

    @property
    def limit(self):
        return limit(self.rule)


@dataclass
class Chapter:
    """A rule of an item with what it changed; `state` is past, now or to come."""

    rule: Rule
    state: str
    changes: list = field(default_factory=list)  # [(label, before, after)]

    @property
    def told(self):
        return told(self.rule)


def table(day):
    """{major: [Line]} in the order of codes, in a stated number of queries."""
    lines = {item.pk: Line(item) for item in Item.objects.select_related("major")}
    for rule in _rules().order_by("valid_from"):
        line = lines[rule.item_id]
        if rule.valid_from <= day:
            line.rule = rule
        else:
            line.next = line.next or rule
    for condition in Condition.objects.all():
        lines[condition.item_id].questions += condition.holds_on(day)
    known.attach([r for line in lines.values() for r in (line.rule, line.next) if r], "lead")
    majors = defaultdict(list)
    for line in lines.values():
        majors[line.item.major].append(line)
    return dict(sorted(majors.items(), key=lambda pair: pair[0].code))


def chapters(item, day):
    """The item's rules, the newest first."""
    found, former, now = [], None, item.rule_on(day)
    for rule in _rules().filter(item=item).select_related("lead", "by").order_by("valid_from"):
        state = "now" if rule == now else "to_come" if rule.valid_from > day else "past"
        found.append(Chapter(rule, state, differences(former, rule) if former else []))
        former = rule
    return found[::-1]


def differences(former, rule):
    """[(label, before, after)] of two rules, in words."""
    pairs = [(label, before, after) for (label, before), (_label, after) in zip(told(former), told(rule), strict=True)]
    return [pair for pair in pairs if pair[1] != pair[2]]


def told(rule):
    """[(label, value)]: what a rule says, in words."""
    lead = _("the street office of the place, else %(unit)s") if rule.lead_of_place else "%(unit)s"
    return [
        (_("Lead"), lead % {"unit": rule.lead.label}),
        (_("Assists"), _(", ").join(map(_assist, rule.assists.all())) or "–"),
        (_("Priority"), f"P{rule.priority}"),
        (_("First feedback"), _("%(n)s min") % {"n": rule.feedback_minutes}),
        (_("Result"), limit(rule)),
    ]


def limit(rule):
    """The limit for the result: "3 working days"; hours stay hours, as the list has them: "48 h"."""
    seconds, kind = result_limit(rule).values()
    if kind.in_days:
        return durations.limit(seconds, kind)
    return durations.in_own_time(_("%(h)s h") % {"h": rule.resolve_hours}, kind)


def file_rows(day):
    """The list of a day in the columns that the import reads."""
    for major, lines in table(day).items():
        for line in lines:
            item, rule = line.item, line.rule
            if rule is None:
                continue
            assists = (
                assist.unit.name if assist.unit else _IN_FILE[assist.placeholder] for assist in rule.assists.all()
            )
            yield [
                major.code, major.name, major.name_en, item.code, item.name, item.name_en, rule.lead.name, ";".join(assists),
                rule.priority, rule.feedback_minutes, rule.resolve_hours, rule.resolve_by, "yes" if item.is_police else "no",
            ]  # fmt: skip


def _rules():
    return Rule.objects.prefetch_related("assists__unit")


def _assist(assist):
    return str(RuleAssist.Placeholder(assist.placeholder).label) if assist.placeholder else assist.unit.label
