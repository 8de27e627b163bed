"""One row of a list of places: which columns it has, and what is wrong with it in words."""

import math
import re
from dataclasses import dataclass, field
from functools import lru_cache

import shapely
from django.utils.translation import gettext as _
from shapely.errors import ShapelyError

from units.labels import spelled
from units.places import spoken
from units.places.models import NamedPlace
from units.services.importing import Errors, checked_number, checked_text, checked_yes_or_no, text

Kind = NamedPlace.Kind
# How offices head their columns; --columns says what is headed otherwise.
HEADINGS = {
    "ref": "ref id 标识 唯一标识",
    "kind": "kind type 类别 类型 种类",
    "name": "name 名称 地名 名字 标准名称",
    "name_en": "name_en 英文名称 英文名",
    "aliases": "aliases alias 别名 曾用名 俗称",
    "code": "code number no 编号 编码 号码 杆号 灯杆号 桩号 门牌号 报警点编号",
    "road": "road 道路 所在道路 路名",
    "lon": "lon lng longitude x 经度",
    "lat": "lat latitude y 纬度",
    "geometry": "geometry wkt 几何",
    "radius_m": "radius_m radius 半径 影响半径",
    "warning": "warning 警示 警示语 提示",
    "phone": "phone tel 电话 联系电话 值班电话",
    "verified": "verified 核实 已核实",
}
_BY_HEADING = {heading: name for name, headings in HEADINGS.items() for heading in headings.split()}
# Names are Chinese: what a plate is called that has no name of its own, and what a list may say for its kind.
PLATES = {
    Kind.ROAD: "道路", Kind.COMMUNITY: "社区", Kind.LANDMARK: "地标", Kind.HOUSE: "门牌", Kind.POLE: "灯杆",
    Kind.POST: "报警点", Kind.KM: "里程桩", Kind.MANHOLE: "井盖", Kind.CAMERA: "监控", Kind.HYDRANT: "消火栓",
    Kind.SHELTER: "避难场所", Kind.HAZARD: "危险源", Kind.TEAM: "救援队",
}  # fmt: skip
_KINDS = {word: str(kind) for kind, word in PLATES.items()} | {str(kind): str(kind) for kind in Kind}
LONGEST_RADIUS = 20_000  # metres
_HIDDEN = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\u2028\u2029]")
_RUN = re.compile(r"[0-9A-Za-z]+|[^0-9A-Za-z]+")


@dataclass(slots=True)
class Wanted:
    """What a row says; `fields` holds only what its columns tell, so that the rest stays as it is."""

    number: int
    ref: str
    fields: dict
    lon: float | None = None
    lat: float | None = None
    aliases: tuple | None = None


@dataclass
class Reader:
    """Reads rows of one list: `kind` for those that name none, `columns` = {ours: theirs}, `layer` before each ref."""

    layer: str
    kind: str = ""
    columns: dict = field(default_factory=dict)
    seen: set = field(default_factory=set)

    def read(self, row):
        """(Wanted, []) or (None, [RowError, …])."""
        number, errors = row.number, Errors()
        row = self._ours(row)
        kind = _kind(number, row, self.kind, errors)
        code = checked_text(errors, number, row, "code", longest=40)
        if kind == Kind.KM and code:
            stone = spoken.stone_of(code)
            if stone and stone[1] < 1000:
                code = spoken.stone_code(*stone)
            else:
                errors.add(number, "code", _("“%(value)s” is no kilometre stone; write K12+300.") % {"value": code})
        fields = {"kind": kind, "code": code, "name": _name(number, row, kind, code, errors)}
        for name, longest in (("name_en", 160), ("warning", 200), ("phone", 32)):
            if name in row:
                fields[name] = checked_text(errors, number, row, name, longest=longest)
        if "radius_m" in row:
            fields["radius_m"] = None
            if text(row, "radius_m"):
                fields["radius_m"] = checked_number(errors, number, row, "radius_m", least=1, most=LONGEST_RADIUS)
        if "verified" in row:
            fields["verified"] = bool(checked_yes_or_no(errors, number, row, "verified"))
        aliases = _aliases(number, row, errors) if "aliases" in row else None
        lon, lat = _point(number, row, kind, errors)
        for name, value in row.items():
            if isinstance(value, str) and value.lstrip()[:1] in {"=", "@"}:
                errors.add(number, name, _("It holds a formula. Save the file with values."))
            elif isinstance(value, str) and _HIDDEN.search(value):
                errors.add(number, name, _("It holds characters that cannot be printed."))
        ref = self._ref(number, row, fields, errors)
        return (None, errors.found) if errors.found else (Wanted(number, ref, fields, lon, lat, aliases), [])

    def _ours(self, row):
        """The row under our names; what has no name of ours is left out."""
        theirs = {their: our for our, their in self.columns.items()}
        found = {}
        for heading, value in row.items():
            our = theirs.get(heading) or _BY_HEADING.get(str(heading).strip().lower())
            if our and (heading in theirs or our not in self.columns):
                found[our] = value
        return found

    def _ref(self, number, row, fields, errors):
        key = text(row, "ref") or f"{fields['kind']}/{fields['name']}/{fields['code']}"
        ref = f"{self.layer}:{key}"
        if len(ref) > 160:
            errors.add(number, "ref", _("Too long: at most %(longest)s characters.") % {"longest": 160})
        known = hash(ref)
        if known in self.seen and not errors.found:
            words = {"ref": key[:60]}
            errors.add(number, "ref", _("“%(ref)s” stands here twice. A column ref would tell them apart.") % words)
        self.seen.add(known)
        return ref


def spell(name):
    """As `units.labels.spelled`, run by run: 200,000 house numbers repeat the same few hundred roads."""
    syllables = [part for run in _RUN.findall(name) for part in _syllables(run)]
    return " ".join(syllables)[:400], "".join(part[0] for part in syllables)[:120]


@lru_cache(maxsize=50_000)
def _syllables(run):
    return tuple(run.lower()) if run.isascii() and run.isalnum() else tuple(spelled(run)[0].split())


def check_columns(headings, columns, kind):
    """The sentence why a file with these headings cannot be read, or ""."""
    unknown = [our for our in columns if our not in HEADINGS]
    if unknown:
        words = {"names": ", ".join(unknown), "known": ", ".join(HEADINGS)}
        return _("No column of ours is called %(names)s. There are: %(known)s.") % words
    missing = [their for their in columns.values() if their not in headings]
    if missing:
        words = {"missing": ", ".join(missing), "heading": ", ".join(map(str, headings))[:300]}
        return _("The heading line lacks: %(missing)s. It reads: %(heading)s") % words
    ours = {_BY_HEADING.get(str(heading).strip().lower()) for heading in headings} | set(columns)
    if not ours & {"name", "code"}:
        heading = ", ".join(map(str, headings))[:300]
        return _("No column says a name or a number. The heading reads: %(heading)s") % {"heading": heading}
    if not kind and "kind" not in ours:
        return _("No column says the kind; give it with --kind.")
    return ""


def _kind(number, row, given, errors):
    said = text(row, "kind")
    kind = _KINDS.get(said.lower()) if said else given
    if not kind:
        words = {"kind": said, "kinds": ", ".join(map(str, Kind))}
        errors.add(number, "kind", _("“%(kind)s” is none of: %(kinds)s.") % words)
    return kind or ""


def _name(number, row, kind, code, errors):
    name = checked_text(errors, number, row, "name", longest=120)
    if not name and code:
        road = checked_text(errors, number, row, "road", longest=60)
        word = PLATES.get(kind, "")
        plate = code if word in code else f"{word}{code}"
        name = f"{road}{code.removesuffix('号')}号" if road and kind == Kind.HOUSE else f"{road}{plate}"
    if not name:
        errors.add(number, "name", _("This is needed."))
    return name


def _aliases(number, row, errors):
    names = [name.strip() for name in re.split(r"[;；、|]", text(row, "aliases")) if name.strip()]
    if any(len(name) > 120 for name in names):
        errors.add(number, "aliases", _("A name has 1 to 120 characters."))
    return tuple(dict.fromkeys(names))


def _point(number, row, kind, errors):
    """(lon, lat) in the system of the file: of the columns, or of a shape's middle."""
    geometry = row.get("geometry")
    if geometry is not None and geometry != "":
        return _middle(number, geometry, errors)
    said = [str(row.get(name) if row.get(name) is not None else "").strip() for name in ("lon", "lat")]
    if not any(said):
        if kind != Kind.ROAD:
            errors.add(number, "lon", _("This is needed."))
        return None, None
    try:
        lon, lat = map(float, said)
    except ValueError:
        words = {"lon": said[0][:30], "lat": said[1][:30]}
        errors.add(number, "lon", _("“%(lon)s, %(lat)s” is no position in degrees.") % words)
        return None, None
    return _checked(number, lon, lat, errors)


def _middle(number, geometry, errors):
    try:
        shape = geometry if isinstance(geometry, shapely.Geometry) else shapely.from_wkt(str(geometry))
    except ShapelyError as reason:
        errors.add(number, "geometry", _("The shape cannot be read: %(reason)s") % {"reason": str(reason)[:120]})
        return None, None
    if shape is None or shape.is_empty:
        errors.add(number, "geometry", _("The shape is empty."))
        return None, None
    if shape.geom_type in {"LineString", "MultiLineString"}:
        longest = max(getattr(shape, "geoms", [shape]), key=lambda part: part.length)
        point = longest.interpolate(0.5, normalized=True)
    elif shape.geom_type in {"Polygon", "MultiPolygon"} and shape.is_valid:
        point = shape.representative_point()
    elif shape.geom_type in {"Point", "MultiPoint"}:
        point = getattr(shape, "geoms", [shape])[0]
    else:
        words = {"kind": shape.geom_type}
        errors.add(number, "geometry", _("A point, line or valid area is needed here, not a %(kind)s.") % words)
        return None, None
    return _checked(number, point.x, point.y, errors)


def _checked(number, lon, lat, errors):
    if math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90:
        return lon, lat
    swapped = abs(lat) <= 180 and abs(lon) <= 90
    hint = _("Longitude and latitude seem to be exchanged.") if swapped else _("It may be in metres.")
    errors.add(
        number, "lon", _("“%(lon)s, %(lat)s” is no position in degrees.") % {"lon": lon, "lat": lat} + " " + hint
    )
    return None, None
