"""`phone_simulator`: the exchange at the other end of the telephone, and with --seats the hall as well.

What became of the calls is asked of the product's database at the end (same DATA_DIR or DATABASE_URL), not remembered.
"""

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
from config.telephone import burst, findings
from config.telephone.exchange import Exchange
from config.telephone.seats import Seats
from units import scope, territory

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
        parser.add_argument("--drops", type=float, default=0.05, help="Share of callers who give up after 4 to 20 s.")
        parser.add_argument("--transfers", type=float, default=0.05, help="Share of calls passed on, at either end.")
        parser.add_argument("--burst", type=int, default=0, help="So many calls about one event, within --minutes.")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args, base, rate, minutes, talk, seats, drops, transfers, seed, **options):
        calls = options["burst"]
        if calls:
            drops = transfers = 0  # what is looked at is whether one event stays one
            seats = seats or 4
        if rate <= 0 or minutes <= 0 or talk <= 0:
            raise CommandError("--rate, --minutes and --talk are more than nothing.")
        if not (0 <= drops <= 1 and 0 <= transfers <= 1):
            raise CommandError("--drops and --transfers are shares between 0 and 1.")
        if not settings.PHONE_WEBHOOK_SECRETS:
            raise CommandError("PHONE_WEBHOOK_SECRET is not set: the product would believe nothing.")
        logging.getLogger("httpx").setLevel(logging.WARNING)
        lines = [line[0] for line in LINES]
        secret = settings.PHONE_WEBHOOK_SECRETS[0]
        with scope.system():
            points = list(territory.middles().values())
        exchange = Exchange(
            base, secret, seed, talk=talk, lines=lines, drops=drops, transfers=transfers, points=points
        )  # fmt: skip
        hall, times = None, Times()
        if seats:
            event = burst.Event() if calls else None
            hall = Seats(base, seats, seed, transfers=transfers, times=times, event=event)
            hall.start()
        due = burst.moments(calls, minutes * 60, seed) if calls else self._moments(rate, minutes * 60, seed)
        told = self._ring(exchange, hall, due)
        if hall:
            hall.stop()
        with scope.system():
            opened = hall.tickets if hall else []
            found = findings.of_run(exchange.prefix, rung=len(told), said=exchange.said, tickets=opened)
            of_burst, lost = burst.rows(exchange.prefix, times) if calls else ([], [])
        found.lost += lost
        self._report(Console(file=self.stdout, width=100), found, exchange, hall, times, of_burst)
        most_stale = max(found.stale, hall.most_stale if hall else 0)
        if found.lost or (hall and (hall.errors or most_stale or found.held)):
            raise CommandError("Not as it should be: see above.")

    @staticmethod
    def _moments(rate, seconds, seed):
        """Calls come at random moments, as in life: the gaps between them are exponential."""
        chance, at = random.Random(seed), 0  # noqa: S311  not for secrets
        while (at := at + chance.expovariate(rate / 3600)) < seconds:
            yield at

    @staticmethod
    def _ring(exchange, hall, moments):
        """One call at each of these moments, seconds from now."""
        began, calls = time.monotonic(), []
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for at in moments:
                while (wait := began + at - time.monotonic()) > 0:
                    if hall:
                        hall.watch()
                    time.sleep(min(wait, 0.5))
                calls.append(pool.submit(exchange.call, len(calls)))
            if hall is None:  # nobody may be there to answer: whoever still rings gives up
                exchange.over.set()
            while hall and not all(call.done() for call in calls):
                hall.watch()
                time.sleep(0.5)
            return [call.result() for call in calls]

    @staticmethod
    def _report(console, found, exchange, hall, times, of_burst):
        in_time = "–" if found.in_time is None else f"{found.in_time:.1%}"
        table = Table("calls", "")
        for label, value in (
            ("rung", found.rung), ("answered", found.answered), ("missed", found.missed), ("saved", found.saved),
            ("still in hand", found.held), ("answer time", findings.three(found.waits)),
            (f"answered within {findings.IN_TIME} s", in_time), ("talk", findings.three(found.talks)),
            ("wrap-up", findings.three(found.wraps)), ("tickets opened", found.opened),
            ("tickets assigned", found.assigned),
            *((f"{way}: {outcome or 'no answer'}", n) for (way, outcome), n in found.transfers.items()),
            ("messages", exchange.said), ("messages sent again", exchange.door.repeated),
            ("lost", len(found.lost)), ("stale at the end", found.stale),
        ):  # fmt: skip
            table.add_row(label, str(value))
        for label, value in of_burst:
            table.add_row(label, str(value))
        if hall:
            table.add_row("stale at once, at most", str(hall.most_stale))
            for what, count in sorted(hall.counts.items()):
                table.add_row(f"seats: {what}", str(count))
            for kind, seconds in sorted(times.by_kind.items()):
                table.add_row(f"{kind}: p95 of {len(seconds)}", f"{percentile(sorted(seconds), 0.95) * 1000:.0f} ms")
        console.print(table)
        for sentence in [*found.lost, *(hall.errors if hall else [])][:20]:
            console.print(sentence, markup=False)
