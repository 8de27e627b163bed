"""For the day on which the only security administrator has lost his phone. Whoever may run commands here may do it."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from units import scope, sessions
from units.login import events, factor
from units.models import User


class Command(BaseCommand):
    help = "Reset the second factor of a person, who then sets it up anew at the next log-in. It is logged."

    def add_arguments(self, parser):
        parser.add_argument("username")

    @transaction.atomic
    def handle(self, *args, username, **options):
        with scope.system():
            user = User.objects.filter(username=username).first()
            if user is None:
                raise CommandError(f"There is no account {username!r}.")
            factor.remove(user)
            sessions.end(user)
            events.write(events.Kind.RESET, user=user, detail="manage.py reset_factor")
        self.stdout.write(f"{username} is signed out everywhere and sets up the second factor at the next log-in.")
