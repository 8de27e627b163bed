"""The hall at work: call takers type calls, dispatchers send them on, units answer, verifiers close; until told to stop."""

import random
import re
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor

from config.demo.duty import duty_list
from config.demo.geography import district
from tests.faults.people import Seat

UNITS = ("city", "police", "water", "fire")  # whose handler's account bears the unit's name
OPEN_AT_LEAST = 12  # what the boards show
_SETTLERS = ("dispatcher", "dispatcher2", "dispatcher3")
_PART = re.compile(r"/inbox/(\d+)/")
ANSWER = {"facts_true": "1", "in_remit": "1", "solved": "1", "public_answer": "已修复。"}


class Hall:
    """Everybody's seats, signed in once and kept for the laboratory's life."""

    def __init__(self, lab, seed):
        self.lab, self.seed = lab, seed
        self.items = [row["item_code"] for row in duty_list()]
        self.points = [cell.polygon.representative_point() for cell in district().cells[::25]]
        self.unit_ids = dict(lab.rows("SELECT code, id FROM units_unit WHERE code = ANY(%s)", list(UNITS)))
        self._seats, self._lock = {}, threading.Lock()

    def seat(self, username, number=1):
        """The same person may have several browsers."""
        with self._lock:
            if (username, number) not in self._seats:
                unit = username if username in UNITS else None
                self._seats[username, number] = Seat(self.lab, username, unit=unit).sign_in()
            return self._seats[username, number]

    def close(self):
        for seat in self._seats.values():
            seat.close()

    def place(self, chance):
        point = chance.choice(self.points)
        return {"lon": f"{point.x:.6f}", "lat": f"{point.y:.6f}", "item": chance.choice(self.items)}

    def take_call(self, username, chance, *, number=1, unit=None, **more):
        unit = chance.choice(UNITS) if unit is None else unit
        return unit, *self.seat(username, number).take_call(unit, self.place(chance), wants_callback=[], **more)

    # --- the moves of one ticket --------------------------------------------------------------------------------------
    def assign(self, number, unit, *, by="dispatcher"):
        path, about = f"/tickets/{number}/assign/", {"number": number}
        lead = {"lead": [self.unit_ids[unit]], "assists": []}
        return self.seat(by).move(path, verb="assign", about=about, **lead)

    def part(self, number, unit):
        """The unit's part of a ticket: its id, as the address to which the ticket's page leads its people."""
        found = _PART.search(str(self.seat(unit).get(f"/tickets/{number}/").url))
        return found and int(found.group(1))

    def work(self, number, unit, verb, part, **fields):
        about = {"number": number, "part": part}
        return self.seat(unit).move(f"/parts/{part}/{verb}/", page=f"/inbox/{part}/", verb=verb, about=about, **fields)

    def verify(self, number):
        return self.seat("verifier").move(f"/tickets/{number}/verify/", verb="verify", about={"number": number})

    def carry(self, number, unit, *, by="dispatcher"):
        """One ticket from its dispatch to its end. A step that nobody could do any more ends it."""
        act = self.assign(number, unit, by=by)
        if act is None or act.outcome != "ok":
            return False
        part = self.part(number, unit)
        for verb, fields in (("accept", {}), ("arrive", {}), ("give_feedback", ANSWER)):
            if part is None or not self.work(number, unit, verb, part, **fields):
                return False
        return bool(self.verify(number))

    def clear(self, keep=30):
        """Answer on the phone what is still open, so that the next fault finds screens of a usual length."""
        waiting = self.lab.rows("SELECT id, number FROM dispatch_ticket WHERE stage <> 'closed' ORDER BY id")[:-keep]
        parts = {}
        for ticket, part, version, unit in self.lab.rows(
            "SELECT a.ticket_id, a.id, a.version, u.code FROM dispatch_assignment a JOIN units_unit u ON u.id = a.unit_id"
            " WHERE a.status IN ('sent', 'accepted', 'en_route', 'on_scene')"
        ):
            parts.setdefault(ticket, []).append((part, version, unit))

        def end(ticket):
            pk, number = ticket
            for part, version, unit in parts.get(pk, ()):
                about = {"number": number, "part": part}
                fields = {"version": version, "reason": "R5", "text": "缺少位置。"}
                with self.seat(unit).lock:
                    self.seat(unit).send(f"/parts/{part}/hand_back/", fields, verb="hand_back", about=about)
            version = self.lab.value("SELECT version FROM dispatch_ticket WHERE id = %s", pk)
            fields = {"version": version, "disposition": "explained", "text": "已答复。"}
            who = self.seat(_SETTLERS[pk % len(_SETTLERS)])
            with who.lock:
                who.send(f"/tickets/{number}/settle/", fields, verb="settle", about={"number": number})

        with ThreadPoolExecutor(len(_SETTLERS)) as pool:
            list(pool.map(end, waiting))


class Load:
    """`with Load(hall, seed):` – it goes on in threads while the fault happens."""

    def __init__(self, hall, seed, *, takers=2, movers=2, pause=0.5):
        self.hall, self.chance, self.pause = hall, random.Random(seed), pause
        self.waiting = deque()
        self.broken = []
        self._stopping = threading.Event()
        self.threads = [threading.Thread(target=self._guarded, args=(self._take, n)) for n in range(takers)]
        self.threads += [threading.Thread(target=self._guarded, args=(self._move, n)) for n in range(movers)]

    def __enter__(self):
        self.began = time.monotonic()
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stopping.set()
        for thread in self.threads:
            thread.join()
        if self.broken:
            raise self.broken[0]

    def _guarded(self, work, number):
        chance = random.Random(self.chance.random())
        try:
            while not self._stopping.is_set():
                work(number, chance)
        except Exception as error:
            self.broken.append(error)

    def _take(self, number, chance):
        username = "calltaker" if number == 0 else f"calltaker{number + 1}"
        unit, ticket, _act = self.hall.take_call(username, chance)
        if ticket:
            self.waiting.append((ticket, unit))
        self._stopping.wait(self.pause * (0.5 + chance.random()))

    def _move(self, number, chance):
        if len(self.waiting) <= OPEN_AT_LEAST:
            self._stopping.wait(0.2)
            return
        ticket, unit = self.waiting.popleft()
        self.hall.carry(ticket, unit, by="dispatcher" if number == 0 else f"dispatcher{number + 1}")
