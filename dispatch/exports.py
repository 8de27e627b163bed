"""CSV that spreadsheets open as text and numbers, and never as formulas."""

import csv
import io
from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone

# A cell that begins like this is taken for a formula by some spreadsheet; the full-width forms by some input methods.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")
_BOM = "\ufeff"  # without it, spreadsheets read UTF-8 as the machine's own encoding


def safe(value):
    """A cell as text that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
    text = str(value).replace("\x00", "")
    return f"'{text}" if str(value).startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


def csv_response(name, headings, rows):
    """A download under the ASCII file name `name`. Written whole: a day's rows are few, and a file cut short lies."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    for row in (headings, *rows):
        writer.writerow([safe(cell) for cell in row])
    response = HttpResponse(_BOM + written.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
