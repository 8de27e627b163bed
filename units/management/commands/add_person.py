"""The first accounts of a hall, before there is anybody who could make them on a page; and further roles for a person."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from units import scope
from units.login import events, passwords
from units.models import Membership, Unit, User
from units.roles import EXCLUSIVE, ROLES


class Command(BaseCommand):
    help = (
        "Add a person with a role in a unit (or a further role), and print an initial password, to be replaced at once."
    )

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="As it is shown; needed for a new person.")
        parser.add_argument("--unit", required=True, help="Code of the unit (import_units brings the registry).")
        parser.add_argument("--role", required=True, choices=sorted(set(ROLES) - {"system"}))

    @transaction.atomic
    def handle(self, *args, username, name, unit, role, **options):
        with scope.system():
            home = Unit.objects.filter(code=unit).first()
            if home is None:
                raise CommandError(f"There is no unit {unit!r}.")
            user = User.objects.filter(username=username).first()
            held = set(user.memberships.values_list("role", flat=True)) if user else set()
            if any(role in pair and held & (pair - {role}) for pair in EXCLUSIVE):
                raise CommandError(f"{username} is {', '.join(sorted(held))}; the auditor is never an administrator.")
            initial = "" if user else passwords.initial()
            user = user or self._new(username, name, home, initial)
            Membership.objects.get_or_create(user=user, unit=home, role=role)
        self.stdout.write(f"{username} is {ROLES[role].name} in {home.name}.")
        if initial:
            self.stdout.write(f"Initial password, shown only now: {initial}")

    def _new(self, username, name, home, initial):
        if not name:
            raise CommandError("A new person needs --name.")
        user = User.objects.create(username=username, name=name, unit=home, password="!")  # noqa: S106  unusable until below
        passwords.choose(user, initial, initial=True)
        events.write(events.Kind.INITIAL, user=user, detail="manage.py add_person")
        return user
