"""Is the Chinese interface complete? With --update, first bring the catalogue up to the sources. Needs no gettext."""

from django.core.management.base import BaseCommand, CommandError

from config import catalogue


class Command(BaseCommand):
    help = "Fails when a message is missing, untranslated or fuzzy in the Chinese catalogue."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--update", action="store_true", help="Write new messages into the catalogue first.")

    def handle(self, *args, update=False, **options):
        if update:
            catalogue.update()
        troubles = catalogue.troubles()
        for line in troubles:
            self.stderr.write(line)
        if troubles:
            raise CommandError(f"{len(troubles)} messages wait for a translation.")
        self.stdout.write("The Chinese catalogue is complete.")
