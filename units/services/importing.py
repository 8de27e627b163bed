"""What every import has in common: all errors at once, nothing written if there is one, and a diff that says what changed."""

import difflib
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from units.models import Territory

_WIDE = str.maketrans("（）；，：／　", "();,:/ ")
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)  # spreadsheets save 2026/1/31
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class RowError:
    """One thing wrong in one row; `row` is the number that a spreadsheet shows beside it."""

    row: int
    column: str
    sentence: str

    def __str__(self):
        place = _("row %(row)s, %(column)s") if self.column else _("row %(row)s")
        return f"{place % {'row': self.row, 'column': self.column}}: {self.sentence}"


class ImportRefused(Exception):
    """The file as a whole is refused; `errors` holds every reason."""

    def __init__(self, errors):
        self.errors = sorted(errors, key=lambda error: error.row)
        super().__init__("\n".join(str(error) for error in self.errors))


@dataclass(frozen=True)
class Change:
    """A row that the import adds or changes; `fields` = {name: (before, after)}, empty for an added one."""

    code: str
    name: str
    fields: dict = field(default_factory=dict)


@dataclass
class Diff:
    """What an import does to the registry; `absent` stands there but not in the file, and is left as it is."""

    added: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    unchanged: list = field(default_factory=list)
    absent: list = field(default_factory=list)
    removed: list = field(default_factory=list)  # drawings of the base map alone: everything else is only dated

    @property
    def writes(self):
        return bool(self.added or self.changed or self.removed)

    def add(self, code, name, fields=None):
        """Put one existing row under changed or unchanged."""
        (self.changed if fields else self.unchanged).append(Change(code, name, fields or {}))


class Errors:
    """Collects what is wrong row by row, so that the writer of the file mends it once and not error by error."""

    def __init__(self):
        self.found = []

    def add(self, row, column, sentence):
        self.found.append(RowError(row, column, str(sentence)))

    def refuse(self):
        if self.found:
            raise ImportRefused(self.found)


@contextmanager
def registry_locked():
    """One import at a time, whole or not at all."""
    with transaction.atomic():
        yield Territory.objects.select_for_update().get(pk=1)


def numbered(rows):
    """(row number, row): the reader's own numbers, else as in a file with one heading line."""
    return [(getattr(row, "number", position), row) for position, row in enumerate(rows, start=2)]


def text(row, column):
    return str(row.get(column) or "").strip()


def same_width(name):
    """Full-width brackets and separators become half-width: lists are typed with either."""
    return re.sub(r"\s+", " ", name.translate(_WIDE)).strip()


def checked_text(errors, number, row, column, *, longest, needed=False):
    value = text(row, column)
    if needed and not value:
        errors.add(number, column, _("This is needed."))
    elif len(value) > longest:
        errors.add(number, column, _("Too long: at most %(longest)s characters.") % {"longest": longest})
    elif _CONTROL.search(value):
        errors.add(number, column, _("It holds characters that cannot be printed."))
    return value


def checked_date(errors, number, row, column):
    value = text(row, column)
    if not value:
        return None
    try:
        return date(*map(int, _DATE.fullmatch(value).groups()))
    except (AttributeError, ValueError):
        errors.add(number, column, _("“%(value)s” is not a date; write 2026-01-31.") % {"value": value})
        return None


def checked_number(errors, number, row, column, *, least, most):
    value = text(row, column)
    try:
        found = int(value)
    except ValueError:
        found = None
    if found is None or not value.isascii() or not least <= found <= most:
        words = {"value": value, "least": least, "most": most}
        errors.add(number, column, _("“%(value)s” is not a whole number from %(least)s to %(most)s.") % words)
        return None
    return found


def checked_yes_or_no(errors, number, row, column, *, needed=False):
    """True, False, or None for a cell that is empty and may be."""
    value = text(row, column).lower()
    if value not in {"yes", "no", "是", "否"} and (value or needed):
        errors.add(number, column, _("Write yes or no."))
    return value in {"yes", "是"} if value else None


def nearest(name, names):
    """A sentence's end that offers what was probably meant, or nothing."""
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    return " " + _("Near it: %(names)s.") % {"names": ", ".join(close)} if close else ""
