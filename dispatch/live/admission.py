"""Whether a socket's session and person are (still) good, asked for many sockets at once.

All database calls of a process's sockets share one thread, so a thousand consoles that come back after a restart are
let in by a handful of queries a hundred, not by five each.
"""

import asyncio
import logging
from dataclasses import dataclass

from channels.db import database_sync_to_async
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from dispatch.live.audiences import audiences_of
from units.models import Cell, Membership, User
from units.roles import ROLES

log = logging.getLogger(__name__)
AT_ONCE = 200
_STILL_GOOD = """
    SELECT given.session, given.person, given.roles, given.secret
    FROM unnest(%s::text[], %s::bigint[], %s::int[], %s::text[]) AS given (session, person, roles, secret)
    JOIN django_session ON session_key = given.session AND expire_date > now()
    JOIN units_user ON id = given.person AND is_active AND role_version = given.roles AND password = given.secret
"""


@dataclass(frozen=True)
class Stamp:
    """What a socket was let in with; it is closed when one of these no longer holds."""

    session: str
    user_id: int
    role_version: int
    password: str  # its hash: whoever changes it ends all sessions that were opened with the former one


@dataclass(frozen=True)
class Guest:
    stamp: Stamp
    audiences: tuple


def guests(session_keys):
    """{session key: Guest} for those sessions that are alive and belong to an active person."""
    sessions = Session.objects.filter(session_key__in=set(session_keys), expire_date__gt=timezone.now())
    facts = {session.session_key: session.get_decoded() for session in sessions}
    people = _people({int(f[SESSION_KEY]) for f in facts.values() if f.get(SESSION_KEY) and f.get(BACKEND_SESSION_KEY)})
    found = {}
    for key, decoded in facts.items():
        user = people.get(int(decoded.get(SESSION_KEY) or 0))
        if user is not None and constant_time_compare(decoded.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
            found[key] = Guest(Stamp(key, user.pk, user.role_version, user.password), audiences_of(user))
    return found


def _people(ids):
    """Active users with the two facts that decide their audiences filled in, in three queries whatever their number."""
    people = User.objects.filter(is_active=True).in_bulk(ids)
    for user in people.values():
        user.held, user.cell_ids = [], []
    memberships = Membership.objects.filter(user__in=people, role__in=ROLES).order_by("id")
    for user_id, role, unit_id in memberships.values_list("user_id", "role", "unit_id"):
        people[user_id].held.append((ROLES[role], unit_id))
    collectors = [pk for pk, user in people.items() if user.has_role("collector")]
    for user_id, cell_id in Cell.objects.filter(collector__in=collectors).order_by("pk").values_list("collector", "pk"):
        people[user_id].cell_ids.append(cell_id)
    return people


def still_good(stamps):
    """Those of the stamps that still hold, in one query."""
    if not stamps:
        return set()
    columns = zip(*((s.session, s.user_id, s.role_version, s.password) for s in stamps), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_STILL_GOOD, [list(column) for column in columns])
        return {Stamp(*row) for row in cursor.fetchall()}


class Door:
    """Collects those who knock while the database is being asked, and asks for all of them together."""

    def __init__(self):
        self._waiting = []
        self._asking = None

    async def admit(self, session_key):
        """The Guest of a session key, or None."""
        answer = asyncio.get_running_loop().create_future()
        self._waiting.append((session_key, answer))
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask())
        return await answer

    async def _ask(self):
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
                try:
                    found = await database_sync_to_async(guests)([key for key, _answer in batch])
                except Exception as error:  # without a database nobody is let in; the browser tries again
                    log.warning("sockets refused, the database does not answer: %r", error)
                    found = {}
                for key, answer in batch:
                    if not answer.done():
                        answer.set_result(found.get(key))
        finally:
            self._asking = None
