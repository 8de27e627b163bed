"""Duty rosters of some units: last week, this one and the next, each day parted between those who work there."""

from datetime import datetime, time, timedelta

from config.demo.matters import ZONE
from units import duty
from units.models import Duty, Unit

# unit: when its turns begin; each ends where the next begins
TURNS = {
    "police": (8, 16, 0), "fire": (8, 20), "city": (8, 16, 0), "housing": (8, 20), "s01": (8, 20), "s02": (8, 20),
    "waterworks": (8, 20), "gas": (8, 20), "power": (8, 20),
}  # fmt: skip


def keep_rosters(now: datetime) -> None:
    today = now.astimezone(ZONE).date()
    monday = today - timedelta(days=today.weekday())
    made = []
    for unit in Unit.objects.filter(code__in=TURNS).order_by("pk"):
        staff, turn = duty.people_of(unit.pk), 0
        hours = TURNS[unit.code]
        for days in range(-7, 14):
            for begins, ends in zip(hours, hours[1:] + hours[:1], strict=True):
                day = monday + timedelta(days=days + (begins == 0))
                start, end = duty.turn(day, time(begins), time(ends))
                made.append(Duty(unit=unit, user=staff[turn % len(staff)], starts_at=start, ends_at=end))
                turn += 1
    Duty.objects.bulk_create(made)
