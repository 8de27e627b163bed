"""Interpreters by language, from memory; whoever is on duty at this hour comes first."""

from django.utils import timezone

from units import clock, known
from units.models import Interpreter


def by_language():
    """{language: [interpreter]}; each says `is_on_duty`."""
    now, found = timezone.localtime(clock.told() or timezone.now()).time(), {}
    for each in known.answer("interpreters", _read):
        each.is_on_duty = each.on_duty(now)
        found.setdefault(each.language, []).append(each)
    return {language: sorted(those, key=lambda one: not one.is_on_duty) for language, those in found.items()}


def of(language):
    """Those of one language; none where there are none."""
    return by_language().get(language, []) if language else []


def _read():
    rows = list(Interpreter.objects.standing())
    known.attach(rows, "unit")
    return rows
