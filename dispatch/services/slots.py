"""When a caller is rung: within the hours in which one may ring at a door, and at a time of day that people keep."""

from datetime import time, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Slot(models.TextChoices):
    """What the desk chooses from after an attempt; each is the next such time from now."""

    HOUR = "hour", _("in an hour")
    MORNING = "morning", _("in the morning")
    NOON = "noon", _("at noon")
    EVENING = "evening", _("in the evening")


_TIMES = {Slot.MORNING: time(9), Slot.NOON: time(12, 30), Slot.EVENING: time(18, 30)}
WISHES = [(slot.value, slot.label) for slot in _TIMES]  # what a caller may wish for
_TURNS = (Slot.HOUR, Slot.EVENING, Slot.MORNING)  # where nobody chose: another time of day than before


def opening(at):
    """`at` itself within the calling hours, else the next moment at which they begin."""
    start, end = settings.CALLBACK_FROM_HOUR, settings.CALLBACK_UNTIL_HOUR
    local = timezone.localtime(at)
    return at if start <= local.hour < end else _next(local, time(start))


def wished(at, now):
    """When to ring whoever wished to be rung at `at`: then, or at the next such hour where the work took longer. None
    wishes nothing."""
    if at is None:
        return opening(now)
    return at if at > now else _next(timezone.localtime(now), timezone.localtime(at).time())


def moment(slot, at):
    """The next such time after `at`, within the calling hours."""
    if slot == Slot.HOUR:
        return opening(at + timedelta(hours=1))
    return _next(timezone.localtime(at), _TIMES[Slot(slot)])


def after(attempt):
    """The slot that follows the first, second … attempt where the desk chose none."""
    return _TURNS[(attempt - 1) % len(_TURNS)]


def offered(at):
    """[(slot, moment)] the soonest first; what falls together is offered once."""
    found = sorted(((moment(slot, at), slot) for slot in Slot), key=lambda pair: pair[0])
    return list({when: (slot, when) for when, slot in reversed(found)}.values())[::-1]


def _next(local, wanted):
    day = local.date() + timedelta(days=local.time() >= wanted)
    return timezone.make_aware(timezone.datetime.combine(day, wanted))
