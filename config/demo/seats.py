"""How the seats of the hall stand when a visitor comes in: at work, at rest, asking for one, too long at one, gone."""

import uuid
from datetime import datetime, timedelta

from config.demo.cast import Cast
from intake.services import save_draft
from units import clock
from units.models import Seat
from units.seats import services

CAME = {  # minutes ago
    "calltaker": 118, "calltaker2": 121, "calltaker3": 116, "calltaker4": 125, "dispatcher": 119, "dispatcher2": 112,
    "dispatcher3": 117, "verifier": 95, "verifier2": 120, "callback": 101, "callback2": 98, "leader": 127,
}  # fmt: skip
RESTED = (  # who, asked how many minutes ago, for how many, why, answered after how many
    ("calltaker4", 24, 15, "用餐", 1),
    ("callback2", 5, 15, "用餐", 1),
    ("calltaker3", 2, 10, "刚接完一通重大警情，缓一缓", None),
)
LEFT = {"verifier2": 42}
HALF_TYPED = {
    "number": "19900008231", "name": "周女士", "words": "小区门口窨井盖不见了，刚才有老人差点踩空",
    "address": "澜汀路 88 号小区东门", "item": "1601",
}  # fmt: skip


def take_places(now: datetime, cast: Cast) -> None:
    def ago(minutes: float):
        return clock.at(now - timedelta(minutes=minutes))

    users = cast.users
    for name, minutes in CAME.items():
        with ago(minutes):
            services.alive(by=users[name])
    for name, minutes in LEFT.items():
        with ago(minutes):
            services.leave(by=users[name])
    for name, asked, long, why, answered in RESTED:
        with ago(asked):
            rest = services.ask_rest(minutes=long, reason=why, by=users[name])
        if answered is not None:
            with ago(asked - answered):
                services.approve_rest(rest, by=users["leader"])
    with ago(1.5):
        save_draft(key=uuid.uuid4(), fields=HALF_TYPED, by=users["calltaker2"])
    Seat.objects.update(seen_at=None)  # nobody sits at a browser yet: no seat is judged by its life
