"""Years of closed tickets, made inside PostgreSQL, while the hall goes on working."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from config.history import piece, plan
from config.history.lookups import Lacking
from units import scope

PIECE = 5000


class Command(BaseCommand):
    help = "Adds closed tickets of past years up to a number, a piece at a time; live screens go on. Refuses in production."

    def add_arguments(self, parser):
        parser.add_argument("--tickets", type=int, required=True, help="Seeded tickets that there shall be in total.")
        parser.add_argument(
            "--years", type=float, default=5, help="Over how many past years they are spread; 0.04 is two weeks."
        )
        parser.add_argument("--seed", type=int, default=1, help="The same seed and registry give the same history.")
        parser.add_argument("--piece", type=int, default=PIECE, help="Tickets a transaction, about.")
        parser.add_argument("--jobs", type=int, default=2, help="Pieces at the same time.")
        parser.add_argument(
            "--really", action="store_true", help="In production as well: they cannot be taken out again."
        )

    def handle(self, *args, tickets, years, seed, jobs, really, **options):
        size = options["piece"]
        if settings.PRODUCTION and not really:
            raise CommandError(
                "This is a production database, and an event is never deleted. Say --really if you mean it."
            )
        if not (1 <= tickets <= 20_000_000 and 0.02 <= years <= 20 and 0 <= seed < 2**31):
            raise CommandError("Give 1 to 20 million tickets, 0.02 to 20 years and a seed that is not negative.")
        if not (1 <= size <= 100_000 and 1 <= jobs <= 16):
            raise CommandError("Give pieces of 1 to 100,000 tickets and 1 to 16 jobs.")
        try:
            with piece.alone():
                self._fill(tickets, years, seed, size, jobs)
        except piece.Busy:
            raise CommandError("Another seed_history is at work on this database.") from None
        except Lacking as reason:
            raise CommandError(str(reason)) from None

    def _fill(self, tickets, years, seed, size, jobs):
        with scope.system():
            days, there = plan.missing(tickets, years, seed)
        if not days:
            self.stdout.write(f"There are {there} seeded tickets already; nothing to add.")
            return
        began, more = time.monotonic(), sum(day.n for day in days)
        columns = TextColumn("Tickets"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn()
        with Progress(*columns, console=Console(file=self.stdout)) as bar:
            task = bar.add_task("", total=more)
            for run in piece.stored(list(plan.pieces(days, size)), seed, tickets, jobs):
                bar.advance(task, sum(day.n for day in run))
        self._tidy()
        seconds = time.monotonic() - began
        self.stdout.write(f"{more} tickets added in {seconds:.0f} s, {there + more} seeded tickets in all.")

    def _tidy(self):
        """Fresh statistics for the planner, and pages known to be visible to all, so that indexes answer alone."""
        with connections["owner"].cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
