"""`text_simulator`: the provider of text messages, its callers, and its gateway; with --seats the hall as well."""

import logging
import random
import time
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from config.bench.stats import percentile
from config.replay.person import Times
from config.telephone.provider import Inbox, Provider
from config.telephone.writers import Writers

AT_ONCE = 200  # callers


class Command(BaseCommand):
    help = (
        "Writes to a running product through its signed webhook, and answers what it asks. Start the product with"
        " SMS_GATEWAY_URL=http://127.0.0.1:8099/ and an SMS_GATEWAY_SECRET, and this command with the same."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--base", default="http://127.0.0.1:8000", help="Address of the product.")
        parser.add_argument("--listen", type=int, default=8099, help="Port at which its answers arrive.")
        parser.add_argument("--rate", type=float, default=60, help="Callers an hour.")
        parser.add_argument("--minutes", type=float, default=5, help="For how long new callers write.")
        parser.add_argument("--patience", type=float, default=60, help="Seconds that a caller waits for an answer.")
        parser.add_argument(
            "--seats", type=int, default=0, choices=range(5), help="Call takers played as HTTP clients."
        )
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args, base, listen, rate, minutes, patience, seats, seed, **options):
        if rate <= 0 or minutes <= 0 or patience <= 0:
            raise CommandError("--rate, --minutes and --patience are more than nothing.")
        if not settings.TEXT_WEBHOOK_SECRETS:
            raise CommandError("TEXT_WEBHOOK_SECRET is not set: the product would believe nothing.")
        logging.getLogger("httpx").setLevel(logging.WARNING)
        inbox = Inbox(listen, settings.SMS_GATEWAY_SECRET)
        provider = Provider(base, settings.TEXT_WEBHOOK_SECRETS[0], seed, inbox, patience=patience)
        hall = Writers(base, seats, seed, Times()) if seats else None
        if hall:
            hall.start()
        told = self._write(provider, rate, minutes * 60, seed)
        if hall:
            hall.stop()
        inbox.end()
        lost = self._report(Console(file=self.stdout), provider, hall, told)
        if lost or inbox.forged or (hall and hall.errors):
            raise CommandError("Not as it should be: see above.")

    @staticmethod
    def _write(provider, rate, seconds, seed):
        """Callers come at random moments, as in life: the gaps between them are exponential."""
        chance, began, callers = random.Random(seed), time.monotonic(), []  # noqa: S311  not for secrets
        due = began
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while time.monotonic() - began < seconds:
                if time.monotonic() >= due:
                    callers.append(pool.submit(provider.caller, len(callers)))
                    due += chance.expovariate(rate / 3600)
                time.sleep(min(max(due - time.monotonic(), 0.01), 0.5))
            return [caller.result() for caller in callers]

    @staticmethod
    def _report(console, provider, hall, told):
        waits = sorted(one.first_answer_after for one in told if one.first_answer_after is not None)
        states = {state: sum(one.state == state for one in told) for state in ("waiting", "held", "saved")}
        lost = len(told) - sum(states.values())
        p50, p95 = (f"{percentile(waits, share):.1f} s" if waits else "–" for share in (0.5, 0.95))
        table = Table("texts", "")
        for label, value in (
            ("callers", len(told)), ("messages sent", sum(one.sent for one in told)),
            ("silent alarms", sum(one.alarm for one in told)), ("callers answered", len(waits)),
            ("answers received", sum(one.answers for one in told)), ("first answer p50", p50), ("first answer p95", p95),
            *((f"now {state}", n) for state, n in states.items()), ("lost", lost),
            ("answers with a wrong signature", provider.inbox.forged), ("messages sent again", provider.door.repeated),
        ):  # fmt: skip
            table.add_row(label, str(value))
        for what, count in sorted(hall.counts.items()) if hall else ():
            table.add_row(f"seats: {what}", str(count))
        console.print(table)
        for error in (hall.errors if hall else [])[:10]:
            console.print(error, markup=False)
        return lost
