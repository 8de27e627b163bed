"""Files as an office would hand them over, and commands with what they said."""

import csv
import gzip
from io import StringIO

from django.core.management import call_command


def run(command, *options):
    out = StringIO()
    call_command(command, *map(str, options), stdout=out)
    return out.getvalue()


def write(path, rows):
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wt", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path
