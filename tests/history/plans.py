"""Reads the plans of the statements that a piece of work really ran: in the role and the scope in which it ran them."""

import json
import re
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

GROWS = {
    "dispatch_ticket", "dispatch_party", "dispatch_assignment", "dispatch_feedback", "dispatch_return", "dispatch_clock",
    "dispatch_verification", "dispatch_callback", "dispatch_event", "dispatch_note", "dispatch_feed", "dispatch_photo",
    "dispatch_delivery", "dispatch_job", "intake_call", "intake_concern", "grid_report",
    "dispatch_ticketwords", "dispatch_extension", "dispatch_suspension", "dispatch_appeal", "dispatch_ruling",
    "intake_ring", "intake_ringmessage", "intake_dialogue", "intake_textmessage", "intake_listing", "dispatch_handover",
    "units_notice", "units_noticeread", "units_securityevent",
}  # fmt: skip
_READS = re.compile(r"\s*(SELECT|WITH)\b", re.IGNORECASE)
_MENTIONS = re.compile(rf"\b({'|'.join(sorted(GROWS))})\b")


@contextmanager
def watched():
    """Collects the statements run inside that look at tables which grow with history."""
    found = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += [query["sql"] for query in captured if _READS.match(query["sql"]) and _MENTIONS.search(query["sql"])]


def read_of(table):
    """(scans of the whole, scans of its indexes, rows fetched by them) in this transaction: also inside a function, whose
    plan nobody sees."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq_scan, idx_scan, idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = %s", [table]
        )
        return cursor.fetchone()


def faults(statement, most):
    """What in this statement's plan would grow with history, as sentences; it is run once more to see what it reads."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + statement.replace("%", "%%"), [])
        found = cursor.fetchone()[0]
    plan = found[0] if isinstance(found, list) else json.loads(found)[0]
    return list(_faults(plan["Plan"], most))


def _faults(node, most):
    table = node.get("Relation Name")
    if table in GROWS and node["Actual Loops"]:
        gone = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        read = round((node["Actual Rows"] + gone) * node["Actual Loops"])
        if node["Node Type"] == "Seq Scan" and read > most:
            yield f"reads all of {table}: {read} rows"
        elif read > most:
            yield f"reads {read} rows of {table} by {node.get('Index Name', node['Node Type'])}"
    for child in node.get("Plans", ()):
        yield from _faults(child, most)
