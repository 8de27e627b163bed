"""The gazetteer in memory: one text a column, one line a place, in the order in which places are offered.

A question is a `bytes.find`: no list of 200,000 objects, some 100 bytes a place, and whatever is found first is what is
offered first. The database folds, joins and sorts, so that a process which reads anew holds its lock for arrays alone.
"""

import logging
import re
import threading
import time
from array import array
from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from django.db import DatabaseError, connection

from units.places.models import NamedPlace

BEGIN, END, CORE = b"\x01", b"\x02", b"\x03"  # around each name or number of a line; before a number's last digits
HEADS = (6, 4, 9, 4)  # bytes by which names (two signs), initials, pinyin and numbers are told apart
TRIED = 20_000  # lines that may be looked at for those that fit: some 40 ms
CHECK_SECONDS = 5  # how long a process may go on with an older gazetteer
Kind = NamedPlace.Kind
# What is offered before what, where both fit equally well; places of one kind stand together.
ORDER = [
    Kind.LANDMARK, Kind.ROAD, Kind.COMMUNITY, Kind.HAZARD, Kind.SHELTER, Kind.TEAM, Kind.KM, Kind.POST, Kind.HOUSE,
    Kind.POLE, Kind.MANHOLE, Kind.HYDRANT, Kind.CAMERA,
]  # fmt: skip

_FOLDED = r"lower(translate(normalize({}, NFKC), E' \t\r\n\x01\x02\x03', ''))"
_READ = r"""
    WITH alias AS (
        SELECT place_id, string_agg(E'\x01' || {alias} || E'\x02', '' ORDER BY id) AS names,
               string_agg(E'\x01' || replace(initials, ' ', '') || E'\x02', '' ORDER BY id) AS initials,
               string_agg(E'\x01' || pinyin || E'\x02', '' ORDER BY id) AS pinyin
        FROM units_placealias GROUP BY place_id
    ), line AS (
        SELECT p.id, array_position(%s, p.kind::text) AS rank, coalesce(lon, 'NaN') AS lon, coalesce(lat, 'NaN') AS lat,
               char_length(p.name) AS length, p.pinyin AS spelled,
               E'\x01' || {name} || E'\x02' || CASE name_en WHEN '' THEN '' ELSE E'\x01' || {name_en} || E'\x02' END
                   || coalesce(alias.names, '') AS names,
               E'\x01' || p.initials || E'\x02' || coalesce(alias.initials, '') AS initials,
               E'\x01' || p.pinyin || E'\x02' || coalesce(alias.pinyin, '') AS pinyin,
               CASE code WHEN '' THEN '' ELSE E'\x01' || translate({code}, '-_/#.·号', '') || E'\x02' ||
                   CASE kind WHEN 'km' THEN ''
                   ELSE coalesce(E'\x03' || substring({code} FROM '0*([0-9]+)[^0-9]*$') || E'\x02', '') END END AS codes
        FROM units_namedplace p LEFT JOIN alias ON alias.place_id = p.id WHERE removed_at IS NULL
    )
    SELECT array_agg(id ORDER BY {order}), array_agg(rank ORDER BY {order}), array_agg(lon ORDER BY {order}),
           array_agg(lat ORDER BY {order}),
           string_agg(names, E'\n' ORDER BY {order}), string_agg(initials, E'\n' ORDER BY {order}),
           string_agg(pinyin, E'\n' ORDER BY {order}), string_agg(codes, E'\n' ORDER BY {order})
    FROM line
""".format(  # noqa: S608 – our own words
    alias=_FOLDED.format("name"), name=_FOLDED.format("p.name"), name_en=_FOLDED.format("name_en"),
    code=_FOLDED.format("code"), order="rank, length, spelled, id",
)  # fmt: skip

logger = logging.getLogger(__name__)
_lock = threading.Lock()
_index = None


class Column:
    """One line a place; `at(line)` and where a run of bytes stands, in the order of the lines.

    `heads` are the first bytes of all names: what no name begins with is not looked for through the whole text.
    """

    def __init__(self, text, head):
        self.blob, self.head = (text or "").encode() + b"\n", head
        self.heads = set(re.findall(rb"\x01([^\x01\n]{%d})" % head, self.blob))
        ends = np.flatnonzero(np.frombuffer(self.blob, np.uint8) == 10)
        self.starts = array("I", np.concatenate(([0], ends + 1)).astype(np.uint32).tobytes())

    def at(self, line):
        return self.blob[self.starts[line] : self.starts[line + 1] - 1]

    def lines(self, wanted, first, last, most, fits=None):
        """At most `most` lines from `first` to before `last` that hold the bytes `wanted`, and `fits(line)`."""
        if wanted[:1] == BEGIN and len(wanted) > self.head and wanted[1 : 1 + self.head] not in self.heads:
            return []
        found, at, end, left = [], self.starts[first], self.starts[last], TRIED
        while len(found) < most and left and (at := self.blob.find(wanted, at, end)) >= 0:
            line = bisect_right(self.starts, at) - 1
            if fits is None or fits(line):
                found.append(line)
            at, left = self.starts[line + 1], left - 1
        return found


@dataclass
class Index:
    version: tuple
    checked: float
    ids: np.ndarray
    lon: np.ndarray  # degrees; NaN where a road has no point
    lat: np.ndarray
    ranges: dict  # kind → (first line, line after the last)
    names: Column
    initials: Column
    pinyin: Column
    codes: Column

    def __len__(self):
        return len(self.ids)

    def metres(self, lon, lat, first=0, last=None):
        """How far each place is from a point: good to a metre within a district."""
        east = (self.lon[first:last] - lon) * (111_320 * np.cos(np.radians(lat)))
        north = (self.lat[first:last] - lat) * 110_860
        return np.sqrt(east * east + north * north)

    def kind_of(self, line):
        return next(kind for kind, (first, last) in self.ranges.items() if first <= line < last)


def current():
    """The index of the newest gazetteer; while one thread reads anew, the others go on with what they have."""
    global _index
    index = _index
    if index and time.monotonic() - index.checked < CHECK_SECONDS:
        return index
    if not _lock.acquire(blocking=index is None):
        return index
    try:
        if _index and _index is not index:
            return _index  # another thread has just read it
        version = _version()
        if _index and _index.version == version:
            _index.checked = time.monotonic()
        else:
            _index = _read(version)
        return _index
    finally:
        _lock.release()


def read_ahead():
    """Begin to read, in the thread that is returned, so that the first to ask need not wait. What fails is read by him."""

    def read():
        try:
            current()
        except DatabaseError:
            logger.warning("the gazetteer could not be read ahead", exc_info=True)
        finally:
            connection.close()

    thread = threading.Thread(target=read, name="gazetteer", daemon=True)
    thread.start()
    return thread


def forget():
    """The next question reads the gazetteer again."""
    global _index
    _index = None


def _version():
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id), max(ended_at) FROM units_placeimport")
        return cursor.fetchone()


def _read(version):
    with connection.cursor() as cursor:
        cursor.execute(_READ, [[str(kind) for kind in ORDER]])
        ids, ranks, lon, lat, *columns = cursor.fetchone()
    ranks = np.array(ranks or [], np.int8)
    edges = np.searchsorted(ranks, np.arange(1, len(ORDER) + 2))
    return Index(
        version,
        time.monotonic(),
        np.array(ids or [], np.int64),
        np.array(lon or [], np.float64),
        np.array(lat or [], np.float64),
        {str(kind): (int(edges[n]), int(edges[n + 1])) for n, kind in enumerate(ORDER)},
        *map(Column, columns, HEADS),
    )
