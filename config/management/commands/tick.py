"""The process that keeps time: deadlines, seals, the heartbeat. Any number may run; one leads."""

from django.core.management.base import BaseCommand

from config import loop
from dispatch import tick


class Command(BaseCommand):
    help = "Keeps time: claims what is due every two seconds."
    requires_system_checks = ()

    def handle(self, *args, **options):
        loop.run("tick", tick.run_once, pause=2)
