"""Spans of time as words. Two units are enough: nobody acts on the seconds of a day."""

from datetime import timedelta

from django.utils.translation import gettext as _


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
