"""`replay messages FILE`: real messages through the real forms of a running product, worked to the end by its staff."""

import logging
import statistics
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor, as_completed

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from config.replay import keys, messages
from config.replay.work import Hall


class Command(BaseCommand):
    help = "Sends real messages through the forms of a running product; staff of every role work them to the end."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=["messages"])
        parser.add_argument("file", help="CSV or CSV.gz with the columns subject, time, text.")
        parser.add_argument("--limit", type=int, default=300)
        parser.add_argument("--speed", type=float, default=0, help="How many times faster than written; 0: at once.")
        parser.add_argument("--clients", type=int, default=6, help="Messages that are worked on at the same time.")
        parser.add_argument("--base", default="http://127.0.0.1:8000", help="Address of the product.")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--typing", action="store_true", help="Only type them, clause by clause: how fast do candidates follow?"
        )
        parser.add_argument(
            "--pause",
            type=float,
            default=keys.PAUSE_SECONDS,
            help="With --typing: seconds between two clauses of a seat.",
        )
        parser.add_argument("--judge", help="With --typing: write what was typed and found to this file, for the eye.")
        parser.add_argument(
            "--held-out", action="store_true", help="With --typing: only those that seed_open left out."
        )

    def handle(self, *args, file, limit, speed, clients, base, seed, typing, judge, **options):
        try:
            todo = list(messages.read(file, limit, seed))
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error}") from None
        logging.getLogger("httpx").setLevel(logging.WARNING)
        if typing:
            todo = messages.to_type(todo) if options["held_out"] else todo
            return keys.report(
                Console(file=self.stdout, width=100), keys.type_all(base, todo, clients, options["pause"]), judge
            )
        hall, failed = Hall(base, seed), []
        console, began = Console(), time.monotonic()
        with Progress(console=console) as bar, ThreadPoolExecutor(clients) as pool:
            task = bar.add_task("messages", total=len(todo))
            running = {}
            for index, message in enumerate(todo):
                self._wait(todo, index, speed, began)
                running[pool.submit(hall.work, index, message)] = index
            for future in as_completed(running):
                if error := future.exception():
                    failed.append((running[future], error))
                bar.advance(task)
        seconds, stages = time.monotonic() - began, hall.stages()
        self._report(console, hall, failed, stages, seconds)
        still = sum(stage != "closed" for _number, stage, _who in hall.waiting)  # an appeal waits at a closed ticket
        if failed or stages["closed"] + still != len(todo):
            raise CommandError(f"{len(failed)} of {len(todo)} messages neither closed nor wait for somebody.")
        return None

    @staticmethod
    def _wait(todo, index, speed, began):
        first, now = todo[0].at, todo[index].at
        if speed and first and now:
            due = began + max((now - first).total_seconds(), 0) / speed
            time.sleep(max(due - time.monotonic(), 0))

    def _report(self, console, hall, failed, stages, seconds):
        table = Table("request", "n", "p50 ms", "p95 ms", "max ms")
        for kind, times in sorted(hall.times.by_kind.items()):
            cuts = statistics.quantiles(times, n=20) if len(times) > 1 else times * 19
            row = (statistics.median(times), cuts[-1], max(times))
            table.add_row(kind, str(len(times)), *(f"{value * 1000:.0f}" for value in row))
        console.print(table)
        waits = Table("waits for", "stage", "n", "tickets")
        for (who, stage), numbers in sorted(_by_who(hall.waiting).items()):
            named = ", ".join(f"{hall.names[username]} ({username})" for username in who.split(", "))
            waits.add_row(named, stage, str(len(numbers)), " ".join(sorted(numbers)))
        console.print(waits)
        for index, error in failed[:10]:
            console.print(f"message {index}: {type(error).__name__}: {error}", markup=False)
        console.print(
            f"{len(hall.accepted)} tickets accepted ({len(set(hall.accepted))} numbers), now {dict(stages)},"
            f" {len(failed)} failed, {hall.times.repeated} requests sent again, {seconds:.0f} s."
        )


def _by_who(waiting):
    """{(who, stage): numbers} of the tickets that wait."""
    found = defaultdict(list)
    for number, stage, who in waiting:
        found[who, stage].append(number)
    return found
