"""F2: kill -9 of worker, outbox and tick. Limits are struck once and in time, photos are checked once, in the end."""

import io
import time

from PIL import Image

from tests.faults.load import ANSWER
from tests.faults.processes import descendants, eventually

CODE, TITLE = "F2", "kill -9 of tick, outbox and the worker group"
UNIT = "city"
SOON = 3  # seconds until the limit of a call's dispatch runs out: 150 s from a first key that was pressed earlier


def run(bench):
    lab, rounds, limited = bench.lab, bench.times(20, 1), []
    with bench.at_work():
        for _round in range(rounds):
            send_photo(bench)
            for name in ("outbox", "worker", "tick"):
                if name == "tick":
                    limited += [short_limit(bench) for _call in range(3)]
                victims = lab.pids(name)
                lab.kill(*victims, *(child for pid in victims for child in descendants(pid)))
                lab.restarted(name, victims)
        time.sleep(SOON)
    struck = eventually(lambda: all_struck(lab, limited), 60, what="the limits struck")[0]
    _ready, waited = eventually(
        lambda: photos_ready(lab) == rounds_of_photos(lab), 150, pause=0.5, what="photos checked"
    )
    return {
        "kills": 3 * rounds, "limits": len(limited), "struck late by s at most": bench.within(float(struck), 15, "a limit"),
        "photos checked": photos_ready(lab), "the last after s": round(waited, 1),
    }  # fmt: skip


def short_limit(bench):
    began = int((time.time() - 150 + SOON) * 1000)
    return bench.hall.take_call("calltaker4", bench.chance, began=began)[1]


def all_struck(lab, numbers):
    """The longest lateness once all are struck, at least a millisecond; else None."""
    late = lab.rows(
        "SELECT extract(epoch FROM c.missed_at - c.due_at) FROM dispatch_clock c JOIN dispatch_ticket t ON t.id = c.ticket_id"
        " WHERE c.kind = 'dispatch' AND t.number = ANY(%s)", numbers
    )  # fmt: skip
    return max(0.001, *(row[0] for row in late)) if all(row[0] is not None for row in late) else None


def send_photo(bench):
    hall = bench.hall
    _unit, number, _act = hall.take_call("calltaker4", bench.chance, unit=UNIT)
    hall.assign(number, UNIT, by="dispatcher3")
    part = hall.part(number, UNIT)
    hall.work(number, UNIT, "accept", part)
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), (200, 60, 20)).save(picture, "JPEG")
    files = [("photos", ("现场.jpg", picture.getvalue(), "image/jpeg"))]
    hall.work(number, UNIT, "give_feedback", part, files=files, **ANSWER)


def photos_ready(lab):
    return lab.value("SELECT count(*) FROM dispatch_photo WHERE state = 'ready'")


def rounds_of_photos(lab):
    return lab.value("SELECT count(*) FROM dispatch_photo")
