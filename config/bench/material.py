"""What the works need to find: open tickets on the board, parts to answer, places and matters to call about.

All of it comes about by the real services, as drills, in the names of the bench's people.
"""

import random
import time
from collections import deque

from shapely.geometry import shape

from config.bench import cast
from dispatch import services
from dispatch.models import Assignment, Ticket
from dispatch.workflow import STARTED, Stage
from units.models import Cell, User

BOARD_ROWS = 50
WORDS = (
    "路面井盖缺失，有人差点摔倒",
    "小区门口路灯不亮三天了",
    "夜里工地施工吵得睡不着",
    "水管爆裂，水流到马路上",
    "占道经营，行人过不去",
)


class Material:
    def __init__(self, seed, units, staff):
        """`staff` gives the people of a role."""
        self.chance, self.units, self.staff = random.Random(seed), units, staff  # noqa: S311  not for secrets
        self.items = cast.items(self.units[0])
        self.points = self._points()
        self.numbers = f"199{int(time.time() // 60) % 10_000:04d}"  # this run's own: a former run's callers are no past
        self.taker, self.dispatcher = staff("call_taker")[0], staff("dispatcher")[0]

    def _points(self):
        cells = list(Cell.objects.order_by("code"))
        chosen = self.chance.sample(cells, min(len(cells), 100))
        points = [shape(cell.geometry).representative_point() for cell in chosen]
        return [(round(point.x, 6), round(point.y, 6)) for point in points]

    # --- what a caller says ------------------------------------------------------------------------------------------
    def call(self):
        """What a call taker types: marked words, a number of the made-up block, an item, a place."""
        chance = self.chance
        typed = {
            "number": f"{self.numbers}{chance.randrange(10_000):04d}", "name": "压测", "item": chance.choice(self.items).code,
            "words": f"[{cast.MARK}] {chance.choice(WORDS)}", "address": f"[{cast.MARK}] {chance.randrange(400)} 号",
            "began": int(time.time() * 1000) - 20_000, "wants_callback": "on",
            "matches_looked": int(time.time() * 1000) + 3_600_000,  # as in a hall: nothing was opened meanwhile
        }  # fmt: skip
        if self.points:
            typed["lon"], typed["lat"] = chance.choice(self.points)
        return typed

    # --- tickets by the services -------------------------------------------------------------------------------------
    def ticket(self):
        """One that waits for assignment."""
        typed = self.call()
        place = services.Place(lon=typed.get("lon"), lat=typed.get("lat"), address=typed["address"], source="map")
        item = next(item for item in self.items if item.code == typed["item"])
        caller = services.Caller(name=typed["name"], phone=typed["number"], wants_callback=True)
        return services.open_ticket(
            item=item, place=place, source="phone", by=self.taker, words=typed["words"], caller=caller, is_drill=True
        )

    def handled(self, lead, assists):
        """One that units work on: all parts are accepted."""
        ticket = services.assign(self.ticket(), lead=lead, assists=assists, by=self.dispatcher)
        handlers = {user.unit_id: user for user in self.staff("unit_handler")}
        for part in Assignment.objects.filter(ticket=ticket).select_related("ticket"):
            services.accept(part, by=handlers[part.unit_id])
        return ticket

    def board(self):
        """Exactly BOARD_ROWS open tickets of the unit that the board is narrowed to."""
        shown = (
            Ticket.objects.open()
            .filter(assignments__unit=self.units[-1], assignments__status__in=STARTED)
            .order_by("pk")
        )
        for _missing in range(BOARD_ROWS - shown.count()):
            self.handled(self.units[-1], self.units[: cast.PARTS])
        return list(shown[:BOARD_ROWS])

    def waiting(self, count):
        return [self.ticket() for _each in range(count)]

    def parts(self, count):
        """{unit id: deque of (part id, version)} with at least `count` parts ready for feedback, left-overs first."""
        units = self.units[: cast.PARTS]
        ready = Assignment.objects.filter(unit__in=units, status__in=STARTED, ticket__opened_by=self.taker)
        ready = ready.exclude(ticket__assignments__unit=self.units[-1]).order_by("ticket_id", "pk")
        for _missing in range(max(0, count - ready.count() + cast.PARTS - 1) // cast.PARTS):
            self.handled(units[0], units[1:])
        found = {unit.pk: deque() for unit in units}
        for pk, unit, version in ready.values_list("pk", "unit_id", "version"):
            found[unit].append((pk, version))
        for number, parts in enumerate(found.values()):  # the units work on different tickets at a time
            parts.rotate(number * len(parts) // cast.PARTS)
        return found


def tidy():
    """Take what still waits for assignment off the board: void, by the dispatcher. Returns how many."""
    dispatcher, count = User.objects.filter(username__startswith=f"{cast.MARK}-dispatcher").order_by("pk").first(), 0
    left = Ticket.objects.filter(opened_by__username__startswith=f"{cast.MARK}-", stage=Stage.ASSIGNMENT)
    for ticket in left.iterator(chunk_size=500):
        services.void(ticket, by=dispatcher, text=f"[{cast.MARK}]")
        count += 1
    return count
