"""Opens the files in which offices and surveyors keep places: CSV, XLSX, GeoJSON, Shapefile (zipped too), GeoPackage.

Each is a stream of rows with a geometry or columns lon and lat; a file is told by its first bytes, not by its name.
"""

import codecs
import csv
import json
import shutil
import tempfile
import zipfile
import zlib
from contextlib import closing, contextmanager
from pathlib import Path

import shapely
from django.utils.translation import gettext as _
from shapely.errors import ShapelyError

from units.services.sheets import as_text
from units.services.tables import Row, Unreadable

LARGEST = 200 * 1024 * 1024  # of the file, and of what a zipped one unpacks to
SHEET_LARGEST = 5 * LARGEST  # XML is wordy: a million rows unpack to this
GEOJSON_LARGEST = 64 * 1024 * 1024  # it has to be held whole
COLUMNS = 80
_SHAPEFILE = b"\x00\x00\x27\x0a"
_SQLITE = b"SQLite format 3\x00"
# What a damaged, encrypted or strangely packed file makes of the libraries.
_DAMAGED = (
    csv.Error, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, SyntaxError, KeyError, TypeError, ValueError,
)  # fmt: skip
_PARTS = {".shp", ".shx", ".dbf", ".prj", ".cpg"}


@contextmanager
def opened(path, layer=""):
    """(headings, iterator of Row). Raises Unreadable, also while the rows are read."""
    path = Path(path)
    try:
        if not path.is_file():
            raise Unreadable(_("There is no such file."))
        if path.stat().st_size > LARGEST:
            raise Unreadable(_("The file is larger than 200 MB."))
        with path.open("rb") as file:
            head = file.read(2048)
        if head.startswith(b"PK\x03\x04"):
            with _zipped(path, layer) as found:
                yield found
        elif head.startswith((_SHAPEFILE, _SQLITE)):
            yield _spatial(path, layer)
        elif head.lstrip(codecs.BOM_UTF8 + b" \t\r\n").startswith(b"{"):
            yield _geojson(path)
        else:
            csv.field_size_limit(1_000_000)
            with path.open(encoding=_encoding(path), newline="") as file:
                yield _table(csv.reader(file, strict=True), _("Not a CSV file: %(reason)s"))
    except OSError as error:
        raise Unreadable(_("The file cannot be opened: %(reason)s") % {"reason": error.strerror or error}) from None


@contextmanager
def _zipped(path, layer):
    """An XLSX file, or one Shapefile or GeoPackage in a zip."""
    try:
        with zipfile.ZipFile(path) as packed:
            entries = packed.infolist()
            sheet = any(entry.filename == "[Content_Types].xml" for entry in entries)
            if len(entries) > 5000 or sum(e.file_size for e in entries) > (SHEET_LARGEST if sheet else LARGEST):
                raise Unreadable(_("Unpacked, the file is too large."))
            if sheet:
                with closing(_book(path)) as book:
                    lines = book.worksheets[0].iter_rows(max_col=COLUMNS, values_only=True)
                    yield _table(
                        ([as_text(cell) for cell in line] for line in lines), _("Not an XLSX file: %(reason)s")
                    )
                return
            with tempfile.TemporaryDirectory(prefix="places-") as folder:
                yield _spatial(_unpacked(packed, entries, Path(folder)), layer)
    except zipfile.BadZipFile:
        raise Unreadable(_("The zip file is damaged.")) from None


def _unpacked(packed, entries, folder):
    """The one data set of a zip, under names of our own: what the zip calls its files is not trusted."""
    sets = {Path(e.filename).with_suffix("") for e in entries if Path(e.filename).suffix.lower() in {".shp", ".gpkg"}}
    if len(sets) != 1:
        raise Unreadable(
            _("A zip file holds one Shapefile or one GeoPackage; this one holds %(n)s.") % {"n": len(sets)}
        )
    stem, left, main = sets.pop(), LARGEST, None
    for entry in entries:
        suffix = Path(entry.filename).suffix.lower()
        if Path(entry.filename).with_suffix("") != stem or suffix not in _PARTS | {".gpkg"}:
            continue
        target = folder / f"data{suffix}"
        try:
            with packed.open(entry) as source, target.open("wb") as sink:
                shutil.copyfileobj(_Limited(source, left), sink)
        except _DAMAGED as reason:
            raise Unreadable(_("The zip file cannot be unpacked: %(reason)s") % {"reason": reason}) from None
        left -= target.stat().st_size
        main = target if suffix in {".shp", ".gpkg"} else main
    return main


class _Limited:
    """What a zip says of its size is not believed."""

    def __init__(self, source, left):
        self.source, self.left = source, left

    def read(self, size):
        block = self.source.read(size)
        self.left -= len(block)
        if self.left < 0:
            raise Unreadable(_("Unpacked, the file is too large."))
        return block


def _spatial(path, layer):
    from units.places import spatial  # GDAL takes 100 MB: only whoever reads such a file loads it

    return spatial.features(path, layer)


def _encoding(path):
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as file:
                while block := file.read(1 << 20):
                    decoder.decode(block)
                decoder.decode(b"", final=True)
            return encoding
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("The file is neither UTF-8 nor GB18030 text. Save it as CSV (UTF-8)."))


def _book(path):
    import openpyxl  # no start of a process pays for it

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        if book.worksheets:
            return book
        reason = "no sheet"
    except Exception as error:  # whatever a damaged file makes of the library
        reason = error
    raise Unreadable(_("Not an XLSX file: %(reason)s") % {"reason": reason}) from None


def _table(lines, sentence):
    """(headings, rows) of lines of cells; `sentence` says what a file is not that cannot be read to its end."""
    numbered = enumerate(lines, start=1)
    try:
        heading = [str(name).strip() for name in next(numbered, (0, []))[1]]
    except _DAMAGED as reason:
        raise Unreadable(sentence % {"reason": reason}) from None
    while heading and not heading[-1]:
        heading.pop()
    if not heading:
        raise Unreadable(_("The file is empty."))
    twice = sorted({name for name in heading if name and heading.count(name) > 1})
    if twice:
        raise Unreadable(_("The heading line has these columns twice: %(columns)s") % {"columns": ", ".join(twice)})

    def rows():
        try:
            for number, cells in numbered:
                if any(cell.strip() for cell in cells):
                    if any(cell.strip() for cell in cells[len(heading) :]):
                        words = {"row": number}
                        raise Unreadable(
                            _("Row %(row)s has more cells than the heading. A comma may lack its quotes.") % words
                        )
                    yield _row(zip(heading, cells, strict=False), number)
        except _DAMAGED as reason:
            raise Unreadable(sentence % {"reason": reason}) from None

    return heading, rows()


def _geojson(path):
    if path.stat().st_size > GEOJSON_LARGEST:
        raise Unreadable(_("A GeoJSON file may have 64 MB. Save it as GeoPackage."))
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(_("Not a GeoJSON file: %(reason)s") % {"reason": error}) from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise Unreadable(_("Not a GeoJSON FeatureCollection."))
    headings = dict.fromkeys(
        name for feature in features for name in (feature.get("properties") or {}) if isinstance(name, str)
    )

    def rows():
        for number, feature in enumerate(features, start=1):
            told = feature.get("properties")
            cells = {name: _cell(value) for name, value in (told if isinstance(told, dict) else {}).items()}
            yield _row({**cells, "geometry": _shape(feature.get("geometry"))}.items(), number)

    return list(headings), rows()


def _shape(geometry):
    """A shapely geometry, or text that the row's check refuses in words."""
    try:
        return shapely.from_geojson(json.dumps(geometry)) if geometry else ""
    except (ShapelyError, TypeError, ValueError):
        return str(geometry)[:200]


def _cell(value):
    return ";".join(map(str, value)) if isinstance(value, list) else as_text(value)


def _row(pairs, number):
    row = Row(pairs)
    row.number = number
    return row
