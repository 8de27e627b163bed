"""F16: poison in the outbox, and a gateway that fails, hangs, drips, says yes twice. Whatever else leaves is not held up."""

import json
import time

from tests.faults.gateway import DRIPS, FAILS, HANGS, TWICE
from tests.faults.history import percentile
from tests.faults.processes import eventually

CODE, TITLE = "F16", "poison and a sick gateway"
EVERY = 0.25  # seconds between two messages that nothing is wrong with
P95_SECONDS = 5
_PUT = (
    "INSERT INTO dispatch_delivery (handler, payload, state, created_at, next_at, tries, last_error)"
    " VALUES (%s, %s, 'waiting', clock_timestamp(), clock_timestamp(), %s, '') RETURNING id"
)
_JOB = (
    "INSERT INTO dispatch_job (task, arguments, created_at, next_at, tries, last_error)"
    " VALUES (%s, %s, clock_timestamp(), clock_timestamp(), 0, '') RETURNING id"
)


def run(bench):
    lab = bench.lab
    unit = lab.value("SELECT id FROM units_unit WHERE code = 'city'")

    def put(text, handler="sms", tries=0, **payload):
        payload = payload or {"unit": unit, "text": text}
        return lab.value(_PUT, handler, json.dumps(payload), tries)

    lab.gateway.well = False
    sick = [put(way) for way in (HANGS, DRIPS, FAILS, TWICE) for _ in range(bench.times(10, 3))]
    poison = [put("", "nobody"), put("", "sms", nothing=1), put("", "nobody", tries=9)]
    jobs = [
        lab.value(_JOB, task, arguments)
        for task, arguments in (("dispatch.nothing", "{}"), ("dispatch.tasks.check_photo", '{"photo_id": 0}'))
    ]
    began = lab.value("SELECT clock_timestamp()")
    good = []
    for _message in range(bench.times(400, 20)):
        good.append(put("井盖工单请尽快签收"))
        time.sleep(EVERY)
    eventually(lambda: not of(lab, good, "state <> 'sent'"), 60, what="all good messages sent")
    lags = sorted(
        row[0] for row in lab.rows(
            "SELECT extract(epoch FROM sent_at - created_at)::float FROM dispatch_delivery WHERE id = ANY(%s)", good
        )
    )  # fmt: skip
    doubled = [n for n in good if lab.gateway.got[f"sms-{n}"] != 1]
    bench.demand(not doubled, f"sent more or less than once: {doubled}")
    bench.demand(of(lab, poison[2:], "state = 'dead'") == 1, "the tenth try was not the last")
    bench.demand(lab.health()["outbox_dead"] >= 1, "/healthz does not tell of what was given up")
    told = "SELECT count(*) FROM units_notice WHERE to_role = 'shift_leader' AND at >= %s - interval '1 hour'"
    bench.demand(lab.value(told, began) >= 1, "no shift leader was told")
    beat = "SELECT at > %s FROM dispatch_heartbeat WHERE name = 'worker'"
    worker = eventually(lambda: lab.value(beat, began), 30, what="the worker lives on")[1]
    lab.gateway.well = True
    lab.rows("UPDATE dispatch_delivery SET next_at = clock_timestamp() WHERE id = ANY(%s)", sick)
    eventually(lambda: not of(lab, sick, "state <> 'sent'"), 60, what="what the sick gateway kept is sent")
    lab.rows("DELETE FROM dispatch_delivery WHERE id = ANY(%s)", poison)
    lab.rows("DELETE FROM dispatch_job WHERE id = ANY(%s)", jobs)
    return {
        "good messages": len(good), "sent after s at p95": bench.within(percentile(lags, 0.95), P95_SECONDS, "a message at p95"),
        "sick": len(sick), "worker heard after s": round(worker, 1),
    }  # fmt: skip


def of(lab, ids, condition):
    return lab.value(f"SELECT count(*) FROM dispatch_delivery WHERE id = ANY(%s) AND {condition}", ids)
