"""The process that sends what leaves the house and hands jobs to Celery. Any number may run."""

from django.core.management.base import BaseCommand

from config import celery, loop
from dispatch import outbox


class Command(BaseCommand):
    help = "Sends deliveries and hands jobs to the worker, every second and at once while there are more."
    requires_system_checks = ()

    def handle(self, *args, **options):
        celery.app.set_default()
        loop.run("outbox", lambda: outbox.run_once(patience=1), pause=1)
