"""Finds places by what is typed, by where somebody stands, and by what a map shows.

Ranks: the whole number, the whole name, the beginning of a name, whole initials or pinyin, their beginning, the beginning of a
number; then anything inside.
Within a rank a road comes before what stands along it; then the nearest where `near` is given, else the order of the index.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import islice

import numpy as np
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from units import known
from units.places import spoken
from units.places.index import BEGIN, CORE, END, current
from units.places.models import NamedPlace

MOST = 12  # places in one answer
_LOOKED_AT = 60  # lines a rank
_GATHERED = 300  # where they are ordered by distance; in a rank that has more, those close by are looked at as well
_CLOSE_BY = 2000
_DETAILS = 800  # in an answer for a map

Kind = NamedPlace.Kind
NAMED = [Kind.LANDMARK, Kind.HOUSE, Kind.KM, Kind.POLE, Kind.POST]  # by which a point is called
WHY = {
    "number": pgettext_lazy("found by", "number"),
    "name": pgettext_lazy("found by", "name"),
    "initials": pgettext_lazy("found by", "initials"),
    "pinyin": pgettext_lazy("found by", "pinyin"),
    "inside": gettext_lazy("within the name"),
    "stone": gettext_lazy("nearest stone"),
}


@dataclass(frozen=True)
class Found:
    place: NamedPlace  # with street and community
    why: str = ""  # a key of WHY
    metres: float | None = None  # from the point that was asked about
    lon: float | None = None  # that point
    lat: float | None = None

    @property
    def label(self):
        """Its name, and its number where the name does not say it."""
        place, name = self.place, self.place.label_in(get_language())
        return name if not place.code or place.code in name else f"{name} {place.code}"

    @property
    def memo(self):
        """Where it lies: street office and community."""
        around = (self.place.street, self.place.community if self.place.kind != Kind.COMMUNITY else None)
        return " · ".join(unit.label for unit in around if unit)

    @property
    def sentence(self):
        """The point by this place: "人民路12号东北 30 米"."""
        if self.metres is None or self.metres < 8:
            return self.label
        words = {"place": self.label, "direction": _direction(self), "metres": round(self.metres)}
        return _("%(metres)s m %(direction)s of %(place)s") % words


def find(text, near=None, kinds=None, limit=MOST):
    """[Found] for what was typed: words, pinyin, initials, a plate's or house's number. `near` = (lon, lat) in degrees."""
    said = spoken.said(text or "")
    index = current()
    if not said.text or not len(index):
        return []
    wanted = [str(kind) for kind in kinds or ()]
    lines = _Lines(index, near)
    for rank in _ranks(said, index, wanted):
        lines.take(*rank)
        if len(lines.found) >= limit:
            break
    if not lines.found:
        for rank in _pieces(said, index, wanted):
            lines.take(*rank)
    return _with_rows(index, [(line, why) for line, why in islice(lines.found.items(), limit)], near)


def nearest(lon, lat, kinds=NAMED, metres=300):
    """The place of these kinds that is closest to a point, as Found, or None where none is within `metres`."""
    index, best = current(), (metres, None)
    for kind in kinds:
        first, last = index.ranges[str(kind)]
        if first == last:
            continue
        far = index.metres(lon, lat, first, last)
        line = int(np.nanargmin(far)) if not np.isnan(far).all() else 0
        if far[line] <= best[0]:
            best = (float(far[line]), first + line)
    return next(iter(_with_rows(index, [(best[1], "")], (lon, lat))), None) if best[1] is not None else None


def within(kinds, bbox, most=_DETAILS):
    """([Found], whether there are more) of these kinds in (west, south, east, north), for a layer of a map."""
    index, (west, south, east, north), lines = current(), bbox, []
    for kind in kinds:
        first, last = index.ranges[str(kind)]
        lon, lat = index.lon[first:last], index.lat[first:last]
        inside = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
        lines += [(first + int(n), "") for n in inside[: most + 1]]
    return _with_rows(index, lines[:most], None), len(lines) > most


class _Lines:
    """What was found, in its order: {line: why}."""

    def __init__(self, index, near):
        self.index, self.near, self.found = index, near, {}
        self._close = None

    def take(self, why, column, wanted, first, last, fits=None, order=None):
        """Add the lines of one rank: those that hold `wanted`, and `fits(line)`."""
        lines = column.lines(wanted, first, last, _GATHERED if self.near or fits else _LOOKED_AT, fits)
        if len(lines) == _GATHERED and self.near:
            close = [line for line in self.close(first, last) if wanted in column.at(line)]
            lines += [line for line in close if fits is None or fits(line)]
        lines = [line for line in dict.fromkeys(lines) if line not in self.found]
        if order:
            lines.sort(key=order)
        elif self.near and lines:
            far = self.index.metres(*self.near)[lines]
            whole = [_cut_number(column.at(line), wanted) for line in lines]
            first, last = self.index.ranges[str(Kind.ROAD)]
            along = [not first <= line < last for line in lines]
            lines = [lines[n] for n in np.lexsort((np.nan_to_num(far, nan=1e9), along, whole))]
        elif wanted[-1:].isdigit():
            lines.sort(key=lambda line: _cut_number(column.at(line), wanted))
        self.found.update(dict.fromkeys(lines, why))

    def close(self, first, last):
        """Lines close by, between first and last."""
        if self._close is None:
            far = self.index.metres(*self.near)
            count = min(_CLOSE_BY, len(far) - 1)
            self._close = np.argpartition(far, count)[: count + 1].tolist()
        return [line for line in self._close if first <= line < last]


def _ranks(said, index, kinds):
    """(why, column, bytes, first line, line after the last, fits, order) of each rank, best first."""
    whole = [index.ranges[kind] for kind in kinds] or [(0, len(index))]
    if said.stone:
        yield from _stones(said, index)
    if said.number:
        yield from _plates(said, index)
    text = said.text.encode()
    code = spoken.code_of(said.text).encode()
    names, initials, pinyin, codes = index.names, index.initials, index.pinyin, index.codes
    for first, last in whole:
        if code:
            yield "number", codes, BEGIN + code + END, first, last
        if code.isdigit():
            yield "number", codes, CORE + (code.lstrip(b"0") or b"0") + END, first, last
        yield "name", names, BEGIN + text + END, first, last
    for first, last in whole:
        yield "name", names, BEGIN + text, first, last
        if text.isalnum() and text.isascii():
            whole_ones, mixed = _spelled(said.text, index)
            yield "initials", initials, BEGIN + text + END, first, last
            for wanted in whole_ones:
                yield "pinyin", pinyin, wanted + END, first, last
            yield "initials", initials, BEGIN + text, first, last
            for wanted in whole_ones:
                yield "pinyin", pinyin, wanted, first, last
            for wanted, fits in mixed:
                yield "pinyin", initials, wanted, first, last, fits
    for first, last in whole:
        if len(code) > 1 and code.isascii():
            yield "number", codes, BEGIN + code, first, last
        yield "inside", names, text, first, last
        if len(text) > 1 and text.isalnum() and text.isascii():
            yield "inside", initials, text, first, last
            for parts in spoken.readings(said.text):
                if len(parts) > 1 and all(map(spoken.is_whole, parts[:-1])) and not text.isdigit():
                    yield "inside", pinyin, b" " + " ".join(parts).encode(), first, last
                    break


def _stones(said, index):
    """The stone itself, then its neighbours within the same kilometre."""
    first, last = index.ranges[str(Kind.KM)]
    kilometres, metres = said.stone
    fits = _beside(said, index)
    code = spoken.code_of(spoken.stone_code(kilometres, metres)).encode()
    yield "number", index.codes, BEGIN + code + END, first, last, fits

    def away(line):
        found = re.search(rb"\+(\d+)", index.codes.at(line))
        return abs(int(found[1]) - metres) if found else 1000

    yield "stone", index.codes, BEGIN + f"k{kilometres}+".encode(), first, last, fits, away


def _plates(said, index):
    """The plate of a named kind: its number as written, without its leading zeros, then what begins so."""
    first, last = index.ranges[said.kind]
    fits, code = _beside(said, index), said.number.encode()
    yield "number", index.codes, BEGIN + code + END, first, last, fits
    if core := spoken.core_of(said.number):
        yield "number", index.codes, CORE + core.encode() + END, first, last, fits
    yield "number", index.codes, BEGIN + code, first, last, fits


def _beside(said, index):
    """What was said besides the number must stand in the name, its initials or its pinyin."""
    wanted = said.beside.encode()
    if not wanted:
        return None
    return lambda line: wanted in index.names.at(line) or wanted in index.initials.at(line)


def _spelled(text, index):
    """What pinyin letters may mean: [bytes] of whole syllables as they stand, [(bytes, fits)] of mixed ones by their initials."""
    whole, mixed = [], {}
    for parts in spoken.readings(text):
        if all(len(part) == 1 for part in parts):
            continue  # the initials themselves
        if all(map(spoken.is_whole, parts[:-1])):
            whole.append(BEGIN + " ".join(parts).encode())
        else:
            mixed.setdefault("".join(part[0] for part in parts), []).append(parts)
    return whole, [(BEGIN + initials.encode(), _fits(readings, index)) for initials, readings in mixed.items()]


def _fits(readings, index):
    """Whether a line's pinyin is one of these; the pattern is made when the first line is there to be tried."""

    @cache
    def pattern():
        rule = "|".join(" ".join(f"{part}[a-z]*" for part in parts) for parts in readings)
        return re.compile(f"\x01(?:{rule})".encode())

    return lambda line: pattern().search(index.pinyin.at(line))


def _pieces(said, index, kinds):
    """Words and numbers that stand apart in the name: "人民路灯杆0123" by "人民0123"."""
    pieces = [piece.encode() for piece in re.findall(r"[a-z]+|\d+|[^a-z\d]+", said.text)]
    if len(pieces) < 2:
        return

    def fits(line):
        row = index.names.at(line) + index.initials.at(line) + index.codes.at(line)
        return all(piece in row for piece in pieces)

    longest = max(pieces, key=len)
    for first, last in [index.ranges[kind] for kind in kinds] or [(0, len(index))]:
        for column in (index.names, index.initials):
            yield "inside", column, longest, first, last, fits


def _cut_number(row, wanted):
    """Whether a number goes on after what was typed: "12" is not meant by 120."""
    at = row.find(wanted) + len(wanted)
    return wanted[-1:].isdigit() and row[at : at + 1].isdigit()


def _with_rows(index, lines, point):
    """[Found] in the order of the lines, with their rows in one statement."""
    ids = [int(index.ids[line]) for line, _why in lines]
    rows = NamedPlace.objects.filter(pk__in=ids, removed_at=None).in_bulk() if ids else {}
    known.attach(rows.values(), "street", "community")
    lon, lat = point or (None, None)
    found = []
    for pk, (line, why) in zip(ids, lines, strict=True):
        if pk in rows:  # else retired since the index was read
            far = float(index.metres(lon, lat, line, line + 1)[0]) if point else None
            found.append(Found(rows[pk], why, None if far is None or np.isnan(far) else far, lon, lat))
    return found


def _direction(found):
    """From the place to the point, in eighths of the compass."""
    words = [
        pgettext("direction", "north"), pgettext("direction", "north-east"), pgettext("direction", "east"),
        pgettext("direction", "south-east"), pgettext("direction", "south"), pgettext("direction", "south-west"),
        pgettext("direction", "west"), pgettext("direction", "north-west"),
    ]  # fmt: skip
    east = (found.lon - found.place.lon) * np.cos(np.radians(found.lat))
    angle = np.degrees(np.arctan2(east, found.lat - found.place.lat))
    return words[round(angle / 45) % 8]
