"""How fast the started product is: each figure beside a baseline from the same minutes (config/bench says how)."""

import json
import signal
import time
from contextlib import contextmanager
from itertools import product
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from config.bench import http, line, report
from config.bench.browser import Refused
from config.bench.run import Bench
from config.bench.works import WORKS
from dispatch.models import Ticket
from units import scope

LINE = "line"  # the live line, as a name for --only
WIDTH = 150  # of the table where no terminal says its own


class Command(BaseCommand):
    help = "Measures the started product, beside baselines taken in the same run. Creates tickets, marked [bench]."
    requires_system_checks = ()

    def add_arguments(self, parser):
        names = ", ".join(work.name for work in WORKS)
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="Where the product answers.")
        parser.add_argument("--clients", type=_numbers, default=[1, 8, 32], help="1,8,32")
        parser.add_argument("--seconds", type=float, default=4, help="For each work at each number of clients.")
        parser.add_argument("--sockets", type=_numbers, default=[200, 500, 1000], help="Consoles of the live line.")
        parser.add_argument("--only", type=_words, default=[], help=f"Of: {names}, {LINE}.")
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
            with scope.system(), _tidied_up_when_told_to_stop():
                facts = self._measure(options)
        except Refused as reason:
            raise CommandError(str(reason)) from None
        if json:
            report.write(json, facts)
        return None

    def _measure(self, options):
        works, before, began = _chosen(options["only"]), report.machine(), time.monotonic()
        http_runs, line_runs = [], []
        with Bench(options["url"], options["seed"], max(options["clients"])) as bench:
            tickets = Ticket.objects.count()
            for number in range(1, options["repeat"] + 1):
                self._say(f"run {number} of {options['repeat']}")
                http_runs.append(
                    [self._http(bench, *which, options["seconds"]) for which in product(works, options["clients"])]
                )
                if not options["only"] or LINE in options["only"]:
                    self._say("the live line")
                    line_runs.append(line.measure(bench, options["sockets"]))
            self._say("tidying up")
        facts = {
            "url": options["url"], "seed": options["seed"], "seconds": options["seconds"], "repeat": options["repeat"],
            "tickets": tickets, "machine": before, "took": round(time.monotonic() - began),
            "http": report.of_runs(http_runs), "line": report.of_lines(line_runs),
        }  # fmt: skip
        report.show(self.console, facts)
        return facts

    def _http(self, bench, work, clients, seconds):
        self._say(f"{work.name}, {clients} clients")
        return http.measure(bench, work, clients, seconds)

    def _say(self, text):
        if self.console.is_terminal:
            self.console.print(f"[dim]{text} …[/]")

    def _compare(self, one, other):
        self.console.print(report.comparison(json.loads(one.read_text()), json.loads(other.read_text())))


@contextmanager
def _tidied_up_when_told_to_stop():
    """SIGTERM ends the bench as Ctrl-C does: what it made is put away first."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _numbers(text):
    return [int(part) for part in text.split(",")]


def _words(text):
    return [part.strip() for part in text.split(",") if part.strip()]


def _chosen(names):
    if unknown := set(names) - {*(work.name for work in WORKS), LINE}:
        raise CommandError(f"No such work: {', '.join(sorted(unknown))}.")
    return [work for work in WORKS if not names or work.name in names]
