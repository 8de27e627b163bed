"""Photos of the demo's last days, left in quarantine as a form would leave them; the worker checks them as any other."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from random import Random

from django.core.files.base import ContentFile

from config.demo.matters import ZONE, Matter
from config.demo.pictures import photo
from dispatch.services.photos import Received, received
from units import clock

MOST = 24  # the worker looks at each for a moment on the first start
OUTDOORS = {"08", "09", "13", "14", "15", "16", "17", "18", "19", "20", "22", "23"}


class Camera:
    def __init__(self, since: datetime):
        """What happened before `since` has no photos: nobody looks at them, and each costs the first start time."""
        self.since = since
        self.left = MOST

    @contextmanager
    def taken(self, matter: Matter, *, solved: bool) -> Iterator[list[Received]]:
        """One photo of the matter, before or after the work, or none."""
        now = clock.now()
        if now < self.since or not self.left or matter.item.major not in OUTDOORS:
            yield []
            return
        self.left -= 1
        same_place = Random(matter.words)  # noqa: S311 – before and after show the same street
        at = now.astimezone(ZONE)
        content = photo(matter.item.major, solved=solved, at=at, cell=matter.spot.cell.code, rng=same_place)
        with received([ContentFile(content)]) as kept:
            yield kept
