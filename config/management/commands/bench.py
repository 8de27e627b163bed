"""How fast the started product is: each figure beside a baseline from the same minutes (config/bench says how)."""

import json
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from config.bench import http, report
from config.bench.browser import Refused
from config.bench.run import Bench
from config.bench.works import WORKS
from dispatch.models import Ticket
from units import scope

WIDTH = 150  # of the table where no terminal says its own


class Command(BaseCommand):
    help = "Measures the started product, beside baselines taken in the same run. Creates tickets, marked [bench]."
    requires_system_checks = ()

    def add_arguments(self, parser):
        names = ", ".join(work.name for work in WORKS)
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="Where the product answers.")
        parser.add_argument("--clients", type=_numbers, default=[1, 8, 32], help="1,8,32")
        parser.add_argument("--seconds", type=float, default=4, help="For each work at each number of clients.")
        parser.add_argument("--only", type=_words, default=[], help=f"Of: {names}.")
        parser.add_argument("--repeat", type=int, default=1, help="So many runs; the middle one of each row is shown.")
        parser.add_argument("--seed", type=int, default=1, help="Of what is typed: items, places, words.")
        parser.add_argument("--json", type=Path, help="Write the findings to this file too.")
        parser.add_argument("--compare", nargs=2, type=Path, metavar="FILE", help="Only compare two such files.")
        parser.add_argument("--really", action="store_true", help="Also in production, where it leaves marked tickets.")

    def handle(self, *args, compare, json, really, **options):
        self.console = Console(highlight=False, width=None if self.stdout.isatty() else WIDTH, file=self.stdout)
        if compare:
            return self._compare(*compare)
        if settings.PRODUCTION and not really:
            raise CommandError(
                "This is a production hall: the bench would write tickets into it. Add --really if you mean it."
            )
        try:
            with scope.system():
                facts = self._measure(options)
        except Refused as reason:
            raise CommandError(str(reason)) from None
        if json:
            report.write(json, facts)
        return None

    def _measure(self, options):
        works = _chosen(options["only"])
        runs, began = [], time.monotonic()
        before = report.machine()
        with Bench(options["url"], options["seed"], max(options["clients"])) as bench:
            tickets = Ticket.objects.count()
            if not bench.product.seen:
                self.console.print("The product's processes cannot be seen from here; CPU is n/a.")
            for number in range(options["repeat"]):
                rows = []
                for work in works:
                    for clients in options["clients"]:
                        self._say(f"{number + 1}/{options['repeat']} {work.name}, {clients} clients")
                        rows.append(http.measure(bench, work, clients, options["seconds"]))
                runs.append(rows)
            self._say("tidying up")
        rows = report.of_runs(runs)
        self.console.print(report.table(rows))
        for row in rows:
            if row["errors"]:
                self.console.print(
                    f"{row['work']}, {row['clients']} clients: {row['errors']} errors, last {row['said']}"
                )
        own = max((row["own_cpu_ms"] or 0 for row in rows), default=0)
        self.console.print(
            f"{tickets:,} tickets; load average {before['load']} before; the load tool took at most {own:.2f} ms of CPU a "
            f"request; seed {options['seed']}; {time.monotonic() - began:.0f} s."
        )
        return {
            "url": options["url"], "seed": options["seed"], "seconds": options["seconds"], "repeat": options["repeat"],
            "tickets": tickets, "machine": before, "http": rows,
        }  # fmt: skip

    def _say(self, text):
        if self.console.is_terminal:
            self.console.print(f"[dim]{text} …[/]")

    def _compare(self, one, other):
        self.console.print(report.comparison(json.loads(one.read_text()), json.loads(other.read_text())))


def _numbers(text):
    return [int(part) for part in text.split(",")]


def _words(text):
    return [part.strip() for part in text.split(",") if part.strip()]


def _chosen(names):
    if unknown := set(names) - {work.name for work in WORKS}:
        raise CommandError(f"No such work: {', '.join(sorted(unknown))}.")
    return [work for work in WORKS if not names or work.name in names]
