"""Checks the whole log against its hashes: events, tickets' heads, checkpoints. Exit 1 and a sentence for each finding."""

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import django
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from dispatch.log import chains, seals
from dispatch.models import Ticket
from units import scope

SHOWN = 200  # findings printed; the count says how many more there are


class Command(BaseCommand):
    help = "Checks every ticket's chain of events and the checkpoints over them; exit code 1 names what was changed."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--since", help="Only tickets that moved, and checkpoints made, since this day or time.")
        parser.add_argument("--ticket", help="Only this ticket's chain, by its number.")
        parser.add_argument("--seen", help="ID:HASH of a checkpoint that was written down elsewhere.")
        parser.add_argument("--jobs", type=int, default=1, help="Processes that check at the same time.")

    def handle(self, *args, since, ticket, seen, jobs, **options):
        began = time.monotonic()
        since = _moment(since) if since else None
        with scope.system():
            _be_patient()
            parts = [self._of(ticket)] if ticket else chains.parts(since)
            checkpoints, last, findings = (0, None, []) if ticket else seals.check(since)
            findings += seals.remembers(seen) if seen else []
            tickets = events = 0
            for some_tickets, some_events, some in self._results(parts, jobs):
                tickets, events, findings = tickets + some_tickets, events + some_events, findings + some
        seconds = max(time.monotonic() - began, 0.001)
        for finding in findings[:SHOWN]:
            self.stdout.write(f"CHANGED  {finding}")
        self.stdout.write(
            f"{tickets} tickets, {events} events, {checkpoints} checkpoints in {seconds:.1f} s"
            f" ({events / seconds:.0f} events/s): {f'{len(findings)} findings' if findings else 'all as written'}."
        )
        if last:
            self.stdout.write(
                f"Last checkpoint {last.pk}:{last.hash} of {last.at:%Y-%m-%d %H:%M} UTC. Keep it elsewhere;"
                " `verify_log --seen` holds the log to it."
            )
        if findings:
            raise CommandError("The log is not as it was written.", returncode=1)

    def _of(self, number):
        pk = Ticket.objects.filter(number=number).values_list("pk", flat=True).first()
        if pk is None:
            raise CommandError(f"There is no ticket {number}.")
        return chains.of_tickets([pk])

    def _results(self, parts, jobs):
        if jobs <= 1 or len(parts) <= 1:
            return map(chains.check, parts)
        return self._shared(parts, jobs)

    def _shared(self, parts, jobs):
        """Spawned, not forked: a fork would share our connection."""
        names = [connections["default"].settings_dict["NAME"]] * len(parts)
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=django.setup) as pool:
            yield from pool.map(_check_alone, names, parts)


def _check_alone(database, part):
    connections["default"].settings_dict["NAME"] = database
    with scope.system():
        _be_patient()
        return chains.check(part)


def _be_patient():
    """A page gives up after 15 s; an audit on a slow disk does not, and it sorts some 20,000 events at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '10min'; SET work_mem = '64MB'")


def _moment(text):
    try:
        found = parse_datetime(text) or timezone.datetime.combine(parse_date(text), timezone.datetime.min.time())
    except (TypeError, ValueError):
        raise CommandError(f"--since {text!r} is no day (2026-11-23) or time (2026-11-23 10:00).") from None
    return found if timezone.is_aware(found) else timezone.make_aware(found)
