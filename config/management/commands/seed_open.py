"""Many open tickets at once, by the real service: what candidates and boards are measured against."""

import random
from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from config.demo.geography import district
from config.demo.matters import matter
from config.management.commands.load_demo import progress, without_savepoints
from config.replay import messages
from dispatch import services as dispatch
from dispatch.live.sequencer import sequence_all
from dispatch.models import Item
from units import clock, scope
from units.models import User

PIECE = 500  # a transaction
DAYS = 5  # over which they were opened, most of them lately


class Command(BaseCommand):
    help = "Opens so many more tickets in the demo district, for measuring. Refuses in production."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--tickets", type=int, default=10_000)
        parser.add_argument(
            "--words", help="CSV with the columns subject, time, text: what callers say, again and again."
        )
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args, tickets, words, seed, **options):
        if not settings.REPLAY_CLOCK_ALLOWED:
            raise CommandError("This is a production database, and a ticket is never deleted.")
        said = [one.words for one in messages.to_open(messages.read(words, 10**6, seed))] if words else []
        with scope.system(), progress(self.stdout, tickets) as seen:
            taker = User.objects.get(username="calltaker")
            items = {item.code: item for item in Item.objects.all()}
            matters = self._matters(tickets, seed, clock.now())
            for start in range(0, tickets, PIECE):
                with transaction.atomic(), without_savepoints():
                    for index, each in enumerate(matters[start : start + PIECE], start):
                        self._open(each, said[index % len(said)] if said else each.words, items, taker)
                        seen()
                sequence_all()

    @staticmethod
    def _matters(tickets, seed, now):
        chance, made = random.Random(seed), district()  # noqa: S311  not for secrets
        ages = sorted((DAYS * chance.random() ** 2 for _ in range(tickets)), reverse=True)
        return [matter(made, chance, now - timedelta(days=age), grid=False) for age in ages]

    @staticmethod
    def _open(each, words, items, taker):
        spot = each.spot
        place = dispatch.Place(lon=spot.lon, lat=spot.lat, address=spot.address, source="map")
        caller = dispatch.Caller(name=each.name, phone=each.phone, wants_callback=True)
        with clock.at(each.start):
            dispatch.open_ticket(
                item=items[each.item.code], place=place, source="phone", by=taker, words=words, caller=caller
            )
