"""The demo district, from nothing: territory, units, people, duty list, and thirty days of calls and tickets."""

import itertools
from contextlib import contextmanager
from random import Random

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from config.demo import dialogues, event, listings, notices, owed, past, phrases, seats, telephone
from config.demo.cast import Cast
from config.demo.geography import SEED, district
from config.demo.history import TICKETS, history
from config.demo.people import PASSWORD, accounts
from config.demo.play import play
from config.demo.rosters import keep_rosters
from config.demo.settle_in import settle_in
from dispatch.live.sequencer import sequence_all
from dispatch.models import Ticket
from intake.models import Call
from units import clock, scope
from units.models import Unit, User


class Command(BaseCommand):
    help = "Loads the fictional district of Linlan with thirty days of work. Refuses a database that holds anything."

    requires_system_checks = ()  # `setup` has just run them

    def add_arguments(self, parser):
        parser.add_argument("--tickets", type=int, default=TICKETS, help="Past tickets; those of today come on top.")
        parser.add_argument("--empty", action="store_true", help="Units, people and map only: no calls, no tickets.")

    def handle(self, *args, tickets, empty, **options):
        if not (empty or settings.REPLAY_CLOCK_ALLOWED):
            raise CommandError("The demo's month tells its own time, and production lets nobody do that. Use --empty.")
        with scope.system():
            refuse_foreign_data()
            # All or nothing: a start that is cut off half-way finds an empty database the next time.
            with transaction.atomic(), without_savepoints():
                self._load(tickets, empty)
            sequence_all()  # screens start from the feed's end, so it should have one
            found = f"{Unit.objects.count()} units, {Call.objects.count()} calls, {Ticket.objects.count()} tickets"
        names = ", ".join(account.username for account in accounts())
        Console(file=self.stdout).print(f"{found}. Accounts: {names}; password: {PASSWORD}", highlight=False)

    def _load(self, tickets, empty):
        now = clock.now()
        made = district()
        settle_in(made)
        if empty:
            return
        keep_rosters(now)
        matters, calls = history(made, now, tickets)
        cast = Cast()
        rng = Random(SEED + 3)  # noqa: S311 – a demo, not a secret
        with progress(self.stdout, sum(len(matter.steps) for matter in matters) + len(calls)) as seen:
            play(matters, calls, until=now, cast=cast, rng=rng, seen=seen)
        owed.leave(now, cast)
        listings.put_up(now, cast)
        event.ring_in(made, now, cast)
        past.put_in(now, cast)
        telephone.ring_the_month(now)
        notices.put_up(now, cast)
        phrases.put_in(now, cast)
        dialogues.put_in(now, cast)
        seats.take_places(now, cast)


@contextmanager
def progress(file, total):
    """A bar for people; a line for each tenth where the output goes to a file."""
    console = Console(file=file)
    if not console.is_terminal:
        done = itertools.count(1)

        def tell():
            if (tenths := (number := next(done)) * 10 // total) > (number - 1) * 10 // total:
                file.write(f"Thirty days: {tenths * 10} %")

        yield tell
        return
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("Thirty days", total=total)
        yield lambda: bar.advance(task)


@contextmanager
def without_savepoints():
    """Whatever fails here fails the whole load, so the moves need no savepoints of their own: a tenth of the time."""
    before = connection.features.uses_savepoints
    connection.features.uses_savepoints = False
    try:
        yield
    finally:
        connection.features.uses_savepoints = before


def refuse_foreign_data():
    """The demo is never mixed with anybody's real district."""
    others = User.objects.exclude(username__in=["system", "citizen"])
    for found, words in (
        (Unit.objects, "units"),
        (Ticket.objects, "tickets"),
        (Call.objects, "calls"),
        (others, "people"),
    ):
        if found.exists():
            raise CommandError(
                f"This database already holds {words}. The demo district is loaded into an empty database only; "
                "start with another --data-dir, or with --no-demo."
            )
