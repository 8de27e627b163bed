"""Shapefile and GeoPackage through GDAL. Only `import_places` comes here, for files whose first bytes say what they are:
GDAL itself would open a hundred formats, some of which fetch what they name over the network."""

import warnings
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from django.utils.translation import gettext as _
from pyogrio.errors import DataLayerError, DataSourceError, FieldError

from units.services.sheets import as_text
from units.services.tables import Row, Unreadable

AT_ONCE = 20_000  # rows
_SAMPLE = 4 * 1024 * 1024  # bytes of a table by which its encoding is told
_DEGREES = ("4326", "4490", "4979", "4480", "CRS84")  # WGS-84 and CGCS2000, which differ by centimetres
_FAILED = (DataSourceError, DataLayerError, FieldError, RuntimeError, ValueError, UnicodeDecodeError)


def features(path, layer=""):
    """(headings, iterator of Row with `geometry`). Raises Unreadable."""
    path = Path(path)
    encoding = _encoding(path) if path.suffix.lower() == ".shp" else None
    try:
        layer = _chosen(path, layer)
        told = _quietly(pyogrio.read_info, path, layer=layer, encoding=encoding)
    except _FAILED as reason:
        raise Unreadable(_("The file cannot be opened: %(reason)s") % {"reason": reason}) from None
    _check_degrees(told.get("crs"))
    headings = [str(name) for name in told["fields"]]

    def rows():
        number = 0
        while True:
            try:
                _meta, _ids, shapes, columns = _quietly(
                    pyogrio.raw.read, path, layer=layer, encoding=encoding, force_2d=True, skip_features=number,
                    max_features=AT_ONCE, datetime_as_string=True,
                )  # fmt: skip
            except _FAILED as reason:
                raise Unreadable(_("The file cannot be read: %(reason)s") % {"reason": reason}) from None
            count = len(columns[0]) if columns else len(shapes) if shapes is not None else 0
            for at in range(count):
                number += 1
                row = Row(zip(headings, (_text(column[at]) for column in columns), strict=True))
                row["geometry"] = _shape(shapes[at]) if shapes is not None else ""
                row.number = number
                yield row
            if count < AT_ONCE:
                return

    return headings, rows()


def _quietly(call, path, **options):
    """GDAL warns of much that is no matter here; what matters comes as an exception."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return call(path, **options)


def _chosen(path, layer):
    layers = [str(name) for name, _kind in _quietly(pyogrio.list_layers, path)]
    if path.suffix.lower() != ".shp":
        if layer in layers:
            return layer
        if len(layers) != 1:
            words = {"layers": ", ".join(layers)}
            raise Unreadable(_("The file has several layers: %(layers)s. Choose with --layer.") % words)
    return layers[0]


def _check_degrees(crs):
    """Without a word of its system a file is believed; metres are refused here, or by each of their positions."""
    if crs and not any(known in str(crs).upper() for known in _DEGREES) and not _is_degrees(str(crs)):
        words = {"crs": str(crs)[:80]}
        raise Unreadable(
            _("The file is in %(crs)s. Save it in degrees: CGCS2000 (EPSG:4490) or WGS-84 (EPSG:4326).") % words
        )


def _is_degrees(crs):
    """The .prj of a GCJ-02 or CGCS2000 layer is often an unnamed geographic system."""
    return crs.lstrip().upper().startswith(("GEOGCS", "GEOGCRS")) and "PROJ" not in crs.upper()


def _encoding(path):
    """A Shapefile says its encoding in a .cpg file, or not at all: then its bytes are tried."""
    table, told = path.with_suffix(".dbf"), path.with_suffix(".cpg")
    if not table.exists():
        raise Unreadable(_("The Shapefile lacks its .dbf file: zip all of its files together."))
    if told.exists():
        word = told.read_text(errors="replace").strip().upper()[:20]
        return (
            "GB18030"
            if any(name in word for name in ("936", "GB"))
            else "UTF-8"
            if "UTF" in word or "65001" in word
            else None
        )
    with table.open("rb") as file:
        head = file.read(12)
        file.seek(int.from_bytes(head[8:10], "little"))
        sample = file.read(_SAMPLE)
    wrong = {name: sample.decode(name, "replace").count("\ufffd") for name in ("UTF-8", "GB18030")}
    return min(wrong, key=wrong.get)  # a field cut off within a character is wrong in either


def _shape(content):
    if content is None:
        return ""
    try:
        return shapely.from_wkb(content)
    except shapely.errors.ShapelyError:
        return "?"


def _text(value):
    if value is None or (isinstance(value, float | np.floating) and np.isnan(value)):
        return ""
    return as_text(value.item() if isinstance(value, np.generic) else value)
