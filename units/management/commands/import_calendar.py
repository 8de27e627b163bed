"""A year's holidays and make-up days from a CSV: day,working,name."""

from units.management.importing import ImportCommand
from units.models import User
from units.services.calendar import COLUMNS, import_calendar
from units.services.tables import read_csv


class Command(ImportCommand):
    help = (
        "Imports holidays and make-up days (调休) from a CSV with the columns day, working (yes or no, 班 or 休) and, as"
        " far as known, name. Needed only for a year that the library does not hold yet, or for days of our own."
    )

    def read(self, file):
        return read_csv(file, needs=COLUMNS)

    def carry_out(self, rows, *, dry_run, **options):
        return import_calendar(rows, by=User.objects.system(), dry_run=dry_run)
