"""How tickets and their units are written on pages."""

from django import template
from django.utils.translation import get_language

from dispatch import durations, duty_table, emergencies
from units import interpreters

register = template.Library()


@register.filter
def short(unit):
    """A unit's short name where lists have little room; readers of English get the English name."""
    if unit is None:
        return ""
    if unit.name_en and (get_language() or "").startswith("en"):
        return unit.name_en
    return unit.short_name or unit.name


@register.filter
def duration(value):
    """Seconds or a timedelta as words: 2 min 30 s."""
    return "" if value is None else durations.words(value)


@register.filter
def result_limit(rule):
    """Within what the duty list wants the result: 24 h, 3 working days."""
    return duty_table.limit(rule)


@register.filter
def emergency_marks(codes):
    """What is known of an emergency as the mark of a row: 困3 伤2 危?."""
    return " ".join(emergencies.marks(codes))


@register.filter
def emergency_said(counts):
    """The same in full: (被困, 3), (死亡, 0)."""
    return emergencies.said(counts)


@register.filter
def interpreters_of(language):
    """Whom to ring for this language, on duty first."""
    return interpreters.of(language)
