"""CSV that spreadsheets open as text and numbers, and never as formulas."""

import csv
import io
from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone

# A cell that begins like this is taken for a formula by some spreadsheet; the full-width forms by some input methods.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")
# What some of them drop before they look at the first sign: control signs, blanks of any width, marks of order.
_UNSEEN = "".join(map(chr, range(33))) + "\x7f\u00a0\u200b\u200c\u200d\u2060\u3000\ufeff"
_BOM = "\ufeff"  # without it, spreadsheets read UTF-8 as the machine's own encoding


def safe(value):
    """A cell as text that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
    text = str(value).replace("\x00", "")
    return f"'{text}" if str(value).startswith(_FORMULA) or text.lstrip(_UNSEEN).startswith(_FORMULA) else text


def csv_response(name, headings, rows):
    """A download under the ASCII file name `name`. Written whole: a day's rows are few, and a file cut short lies."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    for row in (headings, *rows):
        writer.writerow([safe(cell) for cell in row])
    response = HttpResponse(_BOM + written.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
