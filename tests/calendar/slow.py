"""Clocks as a patient person would count them: half an hour after the other, on a wall clock. Shares no code with ours."""

from datetime import datetime, timedelta

SLOT = timedelta(minutes=30)
SECOND = timedelta(seconds=1)


def is_paused(moment, pauses):
    """Whether a clock stood still in the half hour that ends here, or at this close."""
    return any(begin < moment <= end for begin, end in pauses)


def counts(slot, kind, works):
    """Whether the half hour that begins here is one of the kind's own time."""
    return kind == "continuous" or (works(slot.date()) and (8 <= slot.hour < 12 or 14 <= slot.hour < 18))


def due_of_slots(start, slots, kind, works, pauses):
    at = start
    while slots:
        at += SLOT
        if counts(at - SLOT, kind, works) and not is_paused(at, pauses):
            slots -= 1
    return at


def used_slots(start, end, kind, works, pauses):
    at, found = start, 0
    while at < end:
        at += SLOT
        found += counts(at - SLOT, kind, works) and not is_paused(at, pauses)
    return found


def close_of(day, kind):
    midnight = datetime.combine(day, datetime.min.time())
    return midnight + timedelta(hours=18) if kind == "working_days" else midnight + timedelta(days=1) - SECOND


def next_close(close, kind, works):
    day = close.date() + timedelta(days=1)
    while kind == "working_days" and not works(day):
        day += timedelta(days=1)
    return close_of(day, kind)


def due_of_days(start, days, kind, works, pauses):
    """Count the days first; then live through them, and put the end off at each close that passes in a pause."""
    due = close_of(start.date(), kind)
    for _ in range(days):
        due = next_close(due, kind, works)
    day = start.date()
    while close_of(day, kind) <= due:
        close = close_of(day, kind)
        is_close = kind == "calendar_days" or works(day)
        if is_close and close > start and is_paused(close, pauses):
            due = next_close(due, kind, works)
        day += timedelta(days=1)
    return due
