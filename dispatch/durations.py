"""Spans of time as words. Two units are enough: nobody acts on the seconds of a day."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from units.calendar import Kind


def words(span):
    seconds = int(span.total_seconds() if isinstance(span, timedelta) else span)
    minutes, s = divmod(max(seconds, 0), 60)
    hours, m = divmod(minutes, 60)
    days, h = divmod(hours, 24)
    if days:
        return _("%(d)s d %(h)s h") % {"d": days, "h": h} if h else _("%(d)s d") % {"d": days}
    if hours:
        return _("%(h)s h %(m)s min") % {"h": hours, "m": m} if m else _("%(h)s h") % {"h": hours}
    if minutes:
        return _("%(m)s min %(s)s s") % {"m": m, "s": s} if s else _("%(m)s min") % {"m": m}
    return _("%(s)s s") % {"s": s}


def limit(seconds, kind):
    """A limit in its own time: "2 min 30 s", "8 h of working time", "3 working days"."""
    if not kind.in_days:
        return in_own_time(words(seconds), kind)
    n = seconds // 86_400
    return {
        Kind.WORKING_DAYS: ngettext("%(n)s working day", "%(n)s working days", n),
        Kind.CALENDAR_DAYS: ngettext("%(n)s calendar day", "%(n)s calendar days", n),
    }[kind] % {"n": n}


def in_own_time(span, kind):
    """A span in words, and that working time alone is meant where it is."""
    return _("%(limit)s of working time") % {"limit": span} if kind == Kind.WORKING_HOURS else span
