"""The product while it runs: are its loops alive, does what leaves the house arrive, how old is the backup?"""

from pathlib import Path

from django.db import DatabaseError, OperationalError, connection

from config.backup.state import age_seconds, said
from config.doctor import Unanswered, bad, ok, warn
from config.embedded.lock import DataLock, Taken
from dispatch.models import Delivery, Heartbeat, Job
from dispatch.outbox import MAX_TRIES
from units import calendar, clock, scope

LATE = {"tick": 10, "outbox": 10, "worker": 30}  # seconds
BACKLOG = 1000


class Running:
    def __init__(self, data_dir: Path, backup_dir: Path | None):
        self.data_dir, self.backup_dir = Path(data_dir), backup_dir

    def checks(self):
        return [self.heartbeats, self.outbox, self.calendar, self.backup]

    def heartbeats(self):
        now, beats = self._read(lambda: dict(Heartbeat.objects.values_list("name", "at")))
        ages = {name: (now - beats[name]).total_seconds() if name in beats else None for name in LATE}
        late = {name: age for name, age in ages.items() if age is None or age > LATE[name]}
        if not late:
            yield ok("tick, outbox and worker are alive")
        elif len(late) == len(LATE) and not self._is_up():
            yield warn("The product does not run", "start it: manage.py up")
        else:
            for name, age in late.items():
                words = "has never run" if age is None else f"was last alive {age:.0f} s ago"
                yield bad(f"{name} {words}", f"see its log: {self.data_dir}/logs/{name}.log; start it again")

    def outbox(self):
        def count():
            dead = Delivery.objects.filter(state=Delivery.State.DEAD).count()
            waiting = Delivery.objects.filter(state=Delivery.State.WAITING, next_at__lte=clock.now()).count()
            jobs = Job.objects.filter(done_at=None, next_at__lte=clock.now())
            dead += Job.objects.filter(done_at=None, tries__gte=MAX_TRIES).count()
            return dead, waiting + jobs.filter(tries__lt=MAX_TRIES).count()

        _now, (dead, waiting) = self._read(count)
        if dead:
            yield warn(
                f"{dead} deliveries were given up after ten tries",
                "mend the way there, then send them again on the page Outbox",
            )
        if waiting > BACKLOG:
            yield warn(f"{waiting} deliveries and jobs wait", "see the outbox' and the worker's logs")
        if not dead and waiting <= BACKLOG:
            yield ok("the outbox is empty or nearly so")

    def calendar(self):
        now, known = self._read(calendar.current)
        lacking = known.lacking(clock.local_day(now))
        for year in lacking:
            yield warn(
                f"{year} has no official holidays and make-up days: its working days are a guess",
                "install the release that brings them, or manage.py import_calendar FILE",
            )
        if not lacking:
            yield ok("the year's holidays and make-up days are known")

    def backup(self):
        if self.backup_dir is None:
            return
        age, limit = age_seconds(self.backup_dir)
        trouble = said(self.backup_dir).get("trouble")
        if age is None:
            yield bad(f"{self.backup_dir} holds no backup", f"manage.py backup --to {self.backup_dir}")
        elif age > limit:
            yield bad(
                f"The backup is {_span(age)} old: that much would be lost{f' ({trouble})' if trouble else ''}",
                "start `manage.py backup --follow`, or `backup` from a timer every day",
            )
        else:
            yield ok(f"the backup is {_span(age)} old")

    def _read(self, question):
        try:
            with scope.system():
                return clock.now(), question()
        except OperationalError:
            raise Unanswered from None
        except DatabaseError as reason:
            connection.close()
            if "does not exist" in str(reason):  # before the first setup; `migrations` has said it
                raise Unanswered from None
            raise

    def _is_up(self):
        if not (self.data_dir / "up.lock").exists():
            return False
        try:
            DataLock(self.data_dir).take().release()
        except Taken:
            return True
        return False


def _span(seconds):
    for size, name in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {name}"
    return f"{seconds:.0f} s"
