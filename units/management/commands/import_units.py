"""Linkage units from a CSV: code,name,name_en,kind,parent,duty_phone,valid_from,valid_to,aliases."""

from units.management.importing import ImportCommand
from units.services.tables import read_csv
from units.services.units import COLUMNS, import_units


class Command(ImportCommand):
    help = (
        "Imports linkage units from a CSV with the columns code, name, kind and, as far as known, name_en, short_name,"
        " parent, duty_phone, valid_from, valid_to, aliases (parted by ;), responds_first (yes or no), team_sort,"
        " norm_strength, actual_strength."
    )

    def read(self, file):
        return read_csv(file, needs=COLUMNS)

    def carry_out(self, rows, *, dry_run, **options):
        return import_units(rows, dry_run=dry_run)
