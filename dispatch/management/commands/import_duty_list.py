"""The duty list from a CSV: what changed becomes a rule that holds from a day on."""

from datetime import date

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from dispatch.services.duty_list import COLUMNS, import_duty_list, make_backstop
from units import clock
from units.management.importing import ImportCommand
from units.models import Unit
from units.services.tables import read_csv


class Command(ImportCommand):
    help = "Imports the duty list (majors, items, leads, assists, limits) from a CSV in UTF-8 or GB18030."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--valid-from",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="The day from which new and changed rules hold; today unless given.",
        )

        parser.add_argument(
            "--backstop",
            metavar="UNIT",
            help="Makes the item for what fits nowhere: the street office of the place leads, UNIT where none is known.",
        )

    def read(self, file):
        return read_csv(file, needs=COLUMNS)

    def carry_out(self, rows, *, dry_run, valid_from=None, backstop=None, **options):
        day = valid_from or clock.local_day(clock.now())
        lead = self._unit(backstop)
        diff = import_duty_list(rows, day, dry_run=dry_run)
        if lead and not dry_run:
            make_backstop(lead, day)
        return diff

    @staticmethod
    def _unit(code):
        if not code:
            return None
        unit = Unit.objects.assignable().filter(code=code).first()
        if unit is None:
            raise CommandError(_("There is no unit “%(code)s” to which tickets go.") % {"code": code})
        return unit
