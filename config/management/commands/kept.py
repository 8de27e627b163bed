"""One process under a supervisor of its own, as in a container: it is started again when it falls or falls silent."""

from django.conf import settings
from django.core.management.base import BaseCommand

from config.embedded.process import Child
from config.embedded.processes import PROCESSES
from config.embedded.supervisor import Supervisor

GRACE_SECONDS = 8


class Command(BaseCommand):
    help = "Runs one of the processes beside the web and keeps it running; for containers and systemd."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("name", choices=sorted(PROCESSES))

    def handle(self, *args, name, **options):
        supervisor = Supervisor(tell=self.stdout.write)
        supervisor.listen_to_signals()
        try:
            supervisor.keep(
                Child(name, PROCESSES[name], None, cwd=settings.BASE_DIR, signs=True), GRACE_SECONDS, rank=1
            )
            supervisor.watch()
        finally:
            supervisor.stop()
