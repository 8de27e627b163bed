"""The first sheet of an XLSX file as lines of text cells, whatever its cells hold."""

import io
import zipfile
from datetime import date, datetime

MAGIC = b"PK\x03\x04"
LARGEST = 64 * 1024 * 1024  # unpacked: a file of a few kilobytes may hold gigabytes of nothing
ROWS, COLUMNS = 20_000, 60


class BadSheet(Exception):
    """It begins like an XLSX file and cannot be read as one."""


def lines(content):
    """[[text, …], …] of the first sheet."""
    import openpyxl  # a ninth of what a process needs to start, and few ever read a sheet
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > LARGEST:
                raise BadSheet("too large")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(max_row=ROWS, max_col=COLUMNS, values_only=True)
        return [[as_text(cell) for cell in row] for row in rows]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, TypeError, OSError) as error:
        raise BadSheet(str(error)) from None


def as_text(cell):
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        cell = cell.date()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
