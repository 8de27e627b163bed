"""The duty list from a CSV: what changed becomes a rule that holds from a day on."""

from datetime import date

from dispatch.services.duty_list import COLUMNS, import_duty_list
from units import clock
from units.management.importing import ImportCommand
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

    def read(self, file):
        return read_csv(file, needs=COLUMNS)

    def carry_out(self, rows, *, dry_run, valid_from=None, **options):
        return import_duty_list(rows, valid_from or clock.local_day(clock.now()), dry_run=dry_run)
