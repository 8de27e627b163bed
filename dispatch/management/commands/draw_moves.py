"""The ticket's life as a diagram, drawn from the table of moves; the README shows it, and a test holds the two equal."""

from django.core.management.base import BaseCommand

from dispatch import diagram


class Command(BaseCommand):
    help = "Prints the ticket's life as a mermaid state diagram, drawn from the table of moves."

    def handle(self, *args, **options):
        self.stdout.write(diagram.drawn())
