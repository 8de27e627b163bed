"""`phone_simulator`: the exchange at the other end of the telephone, and with --seats the hall as well."""

import logging
import random
import time
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from config.bench.stats import percentile
from config.demo.hotlines import LINES
from config.replay.person import Times
from config.telephone.exchange import Exchange
from config.telephone.seats import Seats

CITY_HOUR = 320_000 / (365 * 24)  # calls in the mean hour of a city of 4.5 million (domain.md §2)
AT_ONCE = 200  # calls


class Command(BaseCommand):
    help = "Rings a running product through its signed webhook: callers wait, talk, hang up, drop, are transferred."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--base", default="http://127.0.0.1:8000", help="Address of the product.")
        parser.add_argument(
            "--rate", type=float, default=CITY_HOUR, help="Calls an hour; by default a city's mean hour."
        )
        parser.add_argument("--minutes", type=float, default=5, help="For how long new calls ring.")
        parser.add_argument("--talk", type=float, default=40, help="Mean seconds of a conversation.")
        parser.add_argument(
            "--seats", type=int, default=0, choices=range(5), help="Call takers played as HTTP clients."
        )
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args, base, rate, minutes, talk, seats, seed, **options):
        if rate <= 0 or minutes <= 0 or talk <= 0:
            raise CommandError("--rate, --minutes and --talk are more than nothing.")
        if not settings.PHONE_WEBHOOK_SECRETS:
            raise CommandError("PHONE_WEBHOOK_SECRET is not set: the product would believe nothing.")
        logging.getLogger("httpx").setLevel(logging.WARNING)
        exchange = Exchange(base, settings.PHONE_WEBHOOK_SECRETS[0], seed, talk=talk, lines=[line[0] for line in LINES])
        hall, times = None, Times()
        if seats:
            hall = Seats(base, seats, seed, typing=talk * 0.7, times=times)
            hall.start()
        told = self._ring(exchange, hall, rate, minutes * 60, seed)
        if hall:
            hall.stop()
        lost = self._report(Console(file=self.stdout), exchange, hall, times, told)
        if lost or (hall and (hall.errors or hall.most_stale)):
            raise CommandError("Not as it should be: see above.")

    @staticmethod
    def _ring(exchange, hall, rate, seconds, seed):
        """Calls come at random moments, as in life: the gaps between them are exponential."""
        chance, began, calls = random.Random(seed), time.monotonic(), []  # noqa: S311  not for secrets
        due = began + chance.expovariate(rate / 3600)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while time.monotonic() - began < seconds:
                if time.monotonic() >= due:
                    calls.append(pool.submit(exchange.call, len(calls)))
                    due += chance.expovariate(rate / 3600)
                if hall:
                    hall.watch()
                time.sleep(min(max(due - time.monotonic(), 0.01), 0.5))
            if hall is None:  # nobody may be there to answer: whoever still rings gives up
                exchange.over.set()
            return [call.result() for call in calls]

    @staticmethod
    def _report(console, exchange, hall, times, told):
        waits = sorted(one.answered_after for one in told if one.answered_after is not None)
        states = {state: sum(one.state == state for one in told) for state in ("saved", "missed", "held", "waiting")}
        lost = len(told) - sum(states.values())
        within = f"{sum(wait <= 15 for wait in waits) / len(waits):.1%}" if waits else "–"
        p50, p95 = (f"{percentile(waits, share):.1f} s" if waits else "–" for share in (0.5, 0.95))
        table = Table("calls", "")
        for label, value in (
            ("rung", len(told)), ("answered", len(waits)), ("gave up before", sum(one.gave_up for one in told)),
            ("transferred", sum(one.transferred for one in told)), ("answer time p50", p50), ("answer time p95", p95),
            ("answered within 15 s", within), *((f"now {state}", n) for state, n in states.items()), ("lost", lost),
            ("messages sent again", exchange.repeated),
        ):  # fmt: skip
            table.add_row(label, str(value))
        if hall:
            for what, count in sorted(hall.counts.items()):
                table.add_row(f"seats: {what}", str(count))
            table.add_row("stale seats, at most", str(hall.most_stale))
            for kind, seconds in sorted(times.by_kind.items()):
                table.add_row(f"{kind}: p95 of {len(seconds)}", f"{percentile(sorted(seconds), 0.95) * 1000:.0f} ms")
        console.print(table)
        for error in (hall.errors if hall else [])[:10]:
            console.print(error, markup=False)
        return lost
