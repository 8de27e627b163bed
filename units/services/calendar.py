"""Changing the calendar: one day by hand, or a year from the State Council's notice. Every change says who and when."""

from django.utils.translation import gettext as _

from units import clock, known
from units.calendar.days import NAMES, YEARS, published
from units.models import CalendarDay
from units.refusals import Stale
from units.services.importing import Change, Diff, Errors, checked_date, checked_text, numbered, registry_locked, text

COLUMNS = ("day", "working")
_WORKS = {
    **dict.fromkeys(["yes", "1", "是", "班", "上班"], True),
    **dict.fromkeys(["no", "0", "否", "休", "放假"], False),
}
Source = CalendarDay.Source


def change_day(day, *, working, name="", by, seen=""):
    """Make a day worked (True), free (False), or as by the library again (None).

    `seen` is the state that the form was drawn from (`state_of`): where the row has another, Stale names who was quicker.
    """
    with registry_locked():
        row = CalendarDay.objects.select_related("by").filter(day=day).first()
        if row and state_of(row) != seen:
            facts = {"by": row.by.label, "at": row.at}
            raise Stale(_("%(by)s was quicker: the day has changed since this form was drawn.") % facts, **facts)
        if row is None and working is None:
            return
        if working is None:
            _write(row, working=published(day)[0], name="", source=Source.LIBRARY, by=by)
        else:
            _write(row or CalendarDay(day=day), working=working, name=name, source=Source.HAND, by=by)


def state_of(row):
    """What tells one state of a day from another: when it was last changed."""
    return row.at.isoformat() if row else ""


def import_calendar(rows, *, by, dry_run=False):
    """Enter the days of a notice: dicts with day, working (yes or no, 班 or 休) and, if known, name.

    Only days that differ from Monday to Friday need to stand there. A year that has a row in a file has official data
    from then on. Raises ImportRefused with every error; returns the Diff.
    """
    with registry_locked():
        errors = Errors()
        wanted = _read(rows, errors)
        errors.refuse()
        existing = {row.day: row for row in CalendarDay.objects.filter(day__year__in={day.year for day in wanted})}
        diff = Diff()
        for day, fields in sorted(wanted.items()):
            row = existing.get(day)
            changes = _changes(day, row, fields)
            if row is None:
                diff.added.append(Change(day.isoformat(), _words(**fields)))
            else:
                diff.add(day.isoformat(), _words(**fields), changes)
            if not dry_run and (row is None or changes):
                _write(row or CalendarDay(day=day), **fields, source=Source.FILE, by=by)
        absent = (row for day, row in sorted(existing.items()) if day not in wanted and row.source != Source.LIBRARY)
        diff.absent = [Change(row.day.isoformat(), _words(row.working, row.name)) for row in absent]
    return diff


def _read(rows, errors):
    wanted = {}
    for number, row in numbered(rows):
        day = checked_date(errors, number, row, "day")
        if day is None:
            if not text(row, "day"):
                errors.add(number, "day", _("This is needed."))
            continue
        if day.year not in YEARS:
            errors.add(number, "day", _("This year is not in the calendar."))
        if day in wanted:
            errors.add(number, "day", _("The day %(day)s stands here twice.") % {"day": day})
        working = _WORKS.get(text(row, "working").lower())
        if working is None:
            errors.add(number, "working", _("Write yes (班) where the day is worked, no (休) where it is free."))
        wanted[day] = {"working": working, "name": checked_text(errors, number, row, "name", longest=60)}
    return wanted


def _changes(day, row, fields):
    if row is None:
        return {}
    before = {"working": row.working, "name": row.name, "source": row.source}
    after = {**fields, "source": Source.FILE.value}
    return {key: (before[key], after[key]) for key in before if before[key] != after[key]}


def _words(working, name):
    return " ".join(filter(None, (_("worked") if working else _("free"), str(NAMES.get(name, name)))))


def _write(row, *, by, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.by, row.at = by, clock.now()
    row.save()
    known.forget()
