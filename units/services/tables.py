"""Reads the files that offices hand over: XLSX, CSV as spreadsheets save it (UTF-8 or GB18030), and GeoJSON."""

import csv
import io
import json
from pathlib import Path

from django.utils.translation import gettext as _

from units.services import sheets

LARGEST = 64 * 1024 * 1024


class Unreadable(Exception):
    """The file cannot be read at all; the sentence says why and what to do."""


class Row(dict):
    """One row by column name; `number` is the row that a spreadsheet shows."""

    number = 0


def read_text(path):
    return _decoded(_content(path))


def _content(path):
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable(_("The file is larger than 64 MB."))
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(_("The file cannot be opened: %(reason)s") % {"reason": error.strerror}) from None


def _decoded(content):
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("The file is neither UTF-8 nor GB18030 text. Save it as CSV (UTF-8)."))


def read_csv(path, *, needs=()):
    """The rows of a CSV or XLSX file with a heading line; empty rows are passed over but counted."""
    return read_table(_content(path), needs=needs)


def read_table(content, *, needs=()):
    """The same of a file's content, as it came over the wire."""
    if content.startswith(sheets.MAGIC):
        try:
            lines = sheets.lines(content)
        except sheets.BadSheet as reason:
            raise Unreadable(_("Not an XLSX file: %(reason)s") % {"reason": reason}) from None
    else:
        lines = csv.reader(io.StringIO(_decoded(content), newline=""), strict=True)
    rows, heading = [], None
    try:
        for number, cells in enumerate(lines, start=1):
            if heading is None:
                heading = [name.strip() for name in cells]
                _check_heading(heading, needs)
            elif any(cell.strip() for cell in cells):
                if len(cells) > len(heading) and any(cell.strip() for cell in cells[len(heading) :]):
                    raise Unreadable(
                        _("Row %(row)s has more cells than the heading. A comma may lack its quotes.") % {"row": number}
                    )
                row = Row(zip(heading, cells, strict=False))
                row.number = number
                rows.append(row)
    except csv.Error as error:
        raise Unreadable(_("Not a CSV file: %(reason)s") % {"reason": error}) from None
    if heading is None:
        raise Unreadable(_("The file is empty."))
    return rows


def _check_heading(heading, needs):
    missing = [name for name in needs if name not in heading]
    if missing:
        raise Unreadable(
            _("The heading line lacks: %(missing)s. It reads: %(heading)s")
            % {"missing": ", ".join(missing), "heading": ", ".join(heading)[:300]}
        )
    twice = sorted({name for name in heading if name and heading.count(name) > 1})
    if twice:
        raise Unreadable(_("The heading line has these columns twice: %(columns)s") % {"columns": ", ".join(twice)})


def read_features(path):
    """The features of a GeoJSON file, or of a CSV with a `geometry` column of WKT or GeoJSON."""
    if str(path).lower().endswith(".csv"):
        return [_feature_of(row) for row in read_csv(path, needs=["geometry"])]
    try:
        content = json.loads(read_text(path))
    except ValueError as error:
        raise Unreadable(_("Not a GeoJSON file: %(reason)s") % {"reason": error}) from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise Unreadable(_("Not a GeoJSON FeatureCollection."))
    return features


def _feature_of(row):
    """A row as a feature: its geometry stays text, which the import reads as WKT or GeoJSON."""
    feature = Row(type="Feature", geometry=row.pop("geometry", ""), properties=dict(row))
    feature.number = row.number
    return feature
