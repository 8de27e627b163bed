"""How a cell of a list behind a figure is written."""

from datetime import datetime

from django import template

from units.templatetags.ui import clock_text

register = template.Library()


@register.filter
def written(value):
    """Moments as the hall's clock shows them, everything else as it is."""
    if value is None:
        return ""
    return clock_text(value) if isinstance(value, datetime) else value
