"""What must hold after every fault: the history compared with the database. Each finding begins with its invariant."""

import re
from collections import Counter, namedtuple

from config.embedded.address import DATABASE
from dispatch.workflow import MOVES

DEADLINE_LATENESS = 15
_KEY = re.compile(r"编号 ([0-9a-f-]{36})")
Event = namedtuple("Event", "ticket_id kind assignment_id data")


def check(lab, log=True):
    """Every broken invariant, as sentences. `log`: read the whole log as well, which takes a process of its own."""
    tickets = lab.rows("SELECT id, number, words, version FROM dispatch_ticket")
    by_ticket = {}
    for row in lab.rows("SELECT ticket_id, kind, assignment_id, data FROM dispatch_event ORDER BY ticket_id, position"):
        by_ticket.setdefault(row[0], []).append(Event(*row))
    return [
        *_acked_are_stored(lab.history, tickets, by_ticket),
        *_one_row_a_key(lab.history, tickets),
        *_one_open_part(lab),
        *lab.history.wrong,  # I5 and I7 are noticed as they happen
        *(_chains(lab) if log else ()),
        *_versions(tickets, by_ticket),
        *_deadlines(lab, by_ticket),
        *_no_deadlocks(lab),
    ]


def _acked_are_stored(history, tickets, by_ticket):
    """I1: what somebody was told had happened is in the database."""
    ids = {number: pk for pk, number, *_rest in tickets}
    by_key = {key: number for _pk, number, words, *_rest in tickets for key in _KEY.findall(words)}
    for act in history.of("open", outcome="ok"):
        if by_key.get(act.key) != act.about["number"]:
            yield f"I1: the call {act.key} was acknowledged as {act.about['number']}, stored is {by_key.get(act.key)}"
    acked = Counter((act.about["number"], act.verb, act.about.get("part")) for act in history.of(*MOVES, outcome="ok"))
    for (number, verb, part), times in acked.items():
        stored = [e for e in by_ticket.get(ids.get(number), ()) if e.kind == verb and part in (None, e.assignment_id)]
        if len(stored) < times:
            yield f"I1: {verb} of {number} was acknowledged {times} times and is stored {len(stored)} times"


def _one_row_a_key(history, tickets):
    """I2: a call has one ticket, however often it was sent, and the answer was always the same."""
    found = Counter(key for _pk, _number, words, *_rest in tickets for key in _KEY.findall(words))
    for key, times in found.items():
        if times > 1:
            yield f"I2: the call {key} has {times} tickets"
    for act in list(history.acts.values()):
        if len(set(act.places)) > 1:
            yield f"I2: {act.verb} {act.key} was answered differently: {sorted(set(act.places))}"
        if act.verb == "open" and act.outcome == "fail" and found[act.key]:
            yield f"I2: the call {act.key} was refused with {act.status} and has a ticket"


def _one_open_part(lab):
    """I3: a unit has at most one open part in a ticket."""
    for ticket, unit, times in lab.rows(
        "SELECT ticket_id, unit_id, count(*) FROM dispatch_assignment"
        " WHERE status IN ('sent', 'accepted', 'en_route', 'on_scene') GROUP BY 1, 2 HAVING count(*) > 1"
    ):
        yield f"I3: unit {unit} has {times} open parts in ticket {ticket}"


def _chains(lab):
    """I6: each ticket's events are one unbroken chain."""
    said = lab.manage("verify_log", check=False)
    if "all as written" not in said:
        yield f"I6: {said.strip()[-400:]}"


def _versions(tickets, by_ticket):
    """I6: each change of a ticket's state is one event of it."""
    for pk, number, _words, version in tickets:
        changes = [e for e in by_ticket.get(pk, ()) if e.kind in MOVES and MOVES[e.kind].needs_version]
        if version != 1 + len(changes):
            yield f"I6: {number} is at version {version} after {len(changes)} changes"


def _deadlines(lab, by_ticket):
    """I8: a limit that ran out is struck once, and in time."""
    struck = Counter(
        (event.kind, event.data["clock_id"]) for events in by_ticket.values() for event in events
        if event.kind in ("warn", "miss")
    )  # fmt: skip
    for (kind, clock), times in struck.items():
        if times > 1:
            yield f"I8: clock {clock} was struck {times} times ({kind})"
    late = lab.value(
        "SELECT count(*) FROM dispatch_clock WHERE stopped_at IS NULL AND missed_at IS NULL"
        " AND due_at < clock_timestamp() - make_interval(secs => %s)", DEADLINE_LATENESS
    )  # fmt: skip
    if late:
        yield f"I8: {late} limits ran out more than {DEADLINE_LATENESS} s ago and nobody was told"
    for (clock,) in lab.rows(
        "SELECT id FROM dispatch_clock c WHERE missed_at IS NOT NULL AND stopped_at IS NULL AND NOT EXISTS (SELECT 1 FROM"
        " dispatch_event e WHERE e.ticket_id = c.ticket_id AND kind = 'miss' AND (data->>'clock_id')::bigint = c.id)"
    ):
        yield f"I8: clock {clock} is marked as missed and no event says so"


def _no_deadlocks(lab):
    deadlocks = lab.value("SELECT deadlocks FROM pg_stat_database WHERE datname = %s", DATABASE)
    if deadlocks:
        yield f"F8: PostgreSQL counted {deadlocks} deadlocks"
