"""Whom to ring: units with their 24 h phone, who is on duty today, and who leads there."""

from dataclasses import dataclass, field

from dispatch.lookup import letters
from units import clock, known
from units.models import Duty, Membership, Unit


@dataclass
class Entry:
    unit: Unit
    find: str
    now: list = field(default_factory=list)  # duties that run
    later: list = field(default_factory=list)  # those of later today
    leads: list = field(default_factory=list)


def entries():
    """All units in force by pinyin. Four short questions, asked at most once in half a minute a process."""
    today = clock.local_day(clock.now())
    return known.answer(("directory", today), lambda: _entries(today))


def _entries(today):
    units = [unit for unit in known.every(Unit) if unit.is_in_force(today)]
    found = {unit.pk: Entry(unit, "") for unit in sorted(units, key=lambda unit: unit.pinyin)}
    now, (start, end) = clock.now(), clock.day_bounds(today)
    turns = Duty.objects.standing().filter(starts_at__lt=end, ends_at__gt=max(now, start)).select_related("user")
    for duty in turns.order_by("starts_at", "pk"):
        if duty.unit_id in found:
            (found[duty.unit_id].now if duty.starts_at <= now else found[duty.unit_id].later).append(duty)
    leads = Membership.objects.filter(role="unit_lead", user__is_active=True).select_related("user")
    for membership in leads.order_by("user__username"):
        if membership.unit_id in found:
            found[membership.unit_id].leads.append(membership.user)
    for entry in found.values():
        unit, people = entry.unit, [*(duty.user for duty in [*entry.now, *entry.later]), *entry.leads]
        names = [name for person in people for name in (person.name, person.name_en)]
        spelled = unit.pinyin.replace(" ", "")
        entry.find = (
            f"{letters(unit.name, unit.name_en, unit.short_name, *names)} {unit.pinyin} {spelled} {unit.code}".lower()
        )
    return list(found.values())
