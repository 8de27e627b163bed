"""The thread that follows the feed for one web process. It alone asks the database for the sockets of the process.

It wakes on a commit of this process, on another's hint, and by itself twice a second; so without Redis a screen is half
a second late and nothing else. When the database is away it tells the screens so, and goes on where it stopped.
"""

import logging
import threading
import time

from django.db import DatabaseError, connection

from dispatch.live import admission, sequencer, topics
from dispatch.live.counts import counts_of
from dispatch.live.deltas import Changes, encode
from dispatch.live.hub import Batch
from dispatch.models import Feed
from units import scope

log = logging.getLogger(__name__)
POLL = 0.5
REST = 0.025  # after each round: what is committed meanwhile is one round, not one each; the first of them waits for nothing
BEAT = 5  # the frame turns red at 10 s without tick
LATE = 10
RECHECK = 10
COUNTS = 1
LATE_AFTER = 2  # seconds without the database until the screens are told
BATCH = 200
STUCK_AFTER = 20  # seconds in one round: a connection that neither answers nor breaks
TOO_FAR = 2000  # behind by more (an import): a refetch costs less than the deltas
_STATE = """
    SELECT (SELECT number FROM dispatch_feedhead WHERE id = 1), EXISTS (SELECT 1 FROM dispatch_pending),
           (SELECT at FROM dispatch_heartbeat WHERE name = 'tick'),
           (SELECT CASE count(*) WHEN 2 THEN min(at) END FROM dispatch_heartbeat WHERE name IN ('outbox', 'worker')),
           clock_timestamp()
"""


class Tailer(threading.Thread):
    def __init__(self, hub, tell):
        """`tell(number)` runs on the loop and hints to the other processes that the feed moved."""
        super().__init__(name="tailer", daemon=True)
        self.hub, self.tell = hub, tell
        self._wake, self._stopping = threading.Event(), False
        self._number = None
        self._recounted = self._beaten = self._rechecked = 0.0
        self._changed, self._late, self._first_seen = set(), (False, False), None
        self._topics = {}
        self._lost_at = None
        self._came_round = time.monotonic()

    def comes_round(self):
        """Asked by the event loop: this thread is not stuck in one round, and has not died."""
        return time.monotonic() - self._came_round < STUCK_AFTER

    def wake(self):
        self._wake.set()

    def check_now(self):
        """Somebody signed out or lost a role."""
        self._rechecked = 0.0
        self.wake()

    def stop(self):
        self._stopping = True
        self.wake()

    def run(self):
        failures = 0
        while not self._stopping:
            self._wake.wait(POLL)
            self._wake.clear()
            self._came_round = time.monotonic()
            try:
                self.round()
                failures, self._lost_at = 0, None
                time.sleep(REST)
            except Exception as error:  # a database that restarts, one bad row: the screens must go on
                failures += 1
                log.log(logging.ERROR if failures == 1 else logging.DEBUG, "tailer: %r", error, exc_info=failures == 1)
                self._lost(failures)
        connection.close()

    def _lost(self, failures):
        connection.close()
        now = time.monotonic()
        if self._lost_at is None:
            self._lost_at = now
        if now - self._lost_at > LATE_AFTER:
            self.hub.post(self.hub.broadcast, {"type": "late"})
            self._beaten = 0.0
        time.sleep(min(0.1 * 2**failures, 2))

    # --- one round ---------------------------------------------------------------------------------------------------
    def round(self):
        if connection.connection is None:
            scope.set_scope(("system", "", "", ""))
        with connection.cursor() as cursor:
            cursor.execute(_STATE)
            head, pending, tick, behind, now = cursor.fetchone()
        if pending:
            reached = sequencer.sequence()
            if reached is not None:
                head = reached
                self.hub.post(self.tell, head)
        self._follow(head)
        self._watch()
        self._recount()
        self._beat(tick, behind, now)
        self._check()

    def _follow(self, head):
        wanted = self.hub.wanted
        if head == self._number:
            return
        if not wanted or self._number is None or not 0 < head - self._number <= TOO_FAR:
            self._number = head
            self._changed |= {audience for audience, _language in wanted}
            self.hub.post(self.hub.begin, head)
            return
        feed = list(Feed.objects.filter(number__gt=self._number).select_related("event").order_by("number")[:BATCH])
        if not feed:
            return
        changes = Changes(feed)
        texts = _texts(changes, wanted)
        self._number = changes.number
        self._changed |= changes.touched
        self.hub.post(self.hub.deliver, Batch(changes.number, changes.touched, texts))
        if len(feed) == BATCH:
            self._wake.set()

    def _watch(self):
        """Topics of other apps. One that nobody shows is not asked for. The first time that it is, it is told as well: whoever
        has connected since read it, and it may have changed between that reading and this one."""
        shown = {audience for audience, _language in self.hub.wanted}
        known, self._topics = self._topics, {}
        for topic in topics.every():
            if topic.audiences & shown:
                state = self._topics[topic.name] = topic.state()
                if topic.name not in known or known[topic.name] != state:
                    self.hub.post(self.hub.tell, topic.audiences, encode({"type": "topic", "name": topic.name}))

    def _recount(self):
        if time.monotonic() - self._recounted < COUNTS:
            return
        while self.hub.uncounted:
            self._changed.add(self.hub.uncounted.popleft())
        audiences = self._changed & {audience for audience, _language in self.hub.wanted}
        self._changed = set()
        if audiences:
            self._recounted = time.monotonic()
            counts = counts_of(audiences).items()
            texts = {name: encode({"type": "counts", "of": name, "counts": n}) for name, n in counts}
            self.hub.post(self.hub.count, texts)

    def _beat(self, tick, behind, now):
        """At once when tick or the work behind the screens falls silent or comes back, else every few seconds."""
        self._first_seen = self._first_seen or now
        tick, behind = tick or self._first_seen, behind or self._first_seen
        late = tuple((now - at).total_seconds() > LATE for at in (tick, behind))
        if late != self._late or time.monotonic() - self._beaten > BEAT:
            self._late, self._beaten = late, time.monotonic()
            facts = {"now": _milliseconds(now), "tick": _milliseconds(tick), "behind": _milliseconds(behind)}
            self.hub.post(self.hub.beat, {**facts, "tick_late": late[0], "behind_late": late[1]})

    def _check(self):
        """Sessions and roles of all sockets in one query."""
        if time.monotonic() - self._rechecked < RECHECK:
            return
        self._rechecked = time.monotonic()
        stamps = set(self.hub.stamps)
        if gone := stamps - admission.still_good(stamps):
            self.hub.post(self.hub.expel, gone)


def _texts(changes, wanted):
    """{group: message}. What cannot be rendered is fetched instead: one bad row must not stop the line."""
    texts = {}
    try:
        for audience, language in wanted:
            if audience in changes.touched:
                texts[audience, language] = encode(changes.message(audience, language))
    except DatabaseError:
        raise
    except Exception:
        log.exception("feed %s could not be rendered", changes.number)
        return {}
    return texts


def _milliseconds(moment):
    return int(moment.timestamp() * 1000)
