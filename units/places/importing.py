"""Brings a list of places in, piece by piece: other lists are left alone, what the list no longer has is retired.

Each piece is a transaction of its own, so that screens go on; a run that was cut off is simply begun again.
"""

from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from django.db import connection, transaction
from django.utils.translation import gettext as _

from units import clock, territory
from units.models import NamedPlace, PlaceAlias, PlaceImport
from units.places import index
from units.places.coordinates import to_wgs84
from units.places.rows import Reader, check_columns, spell
from units.services.importing import Change, RowError
from units.services.tables import Unreadable

PIECE = 2000  # rows a transaction: a third of a second
MOST_ROWS = 1_000_000
SHOWN = 20  # of each sort of change
SHOWN_REFUSED = 200
FAR = 0.5  # degrees beyond the district: no place of this gazetteer lies there
FEW = 20  # so many places may go without a word
_LOCK = 0x706C6163  # "plac": one import at a time
_DECIMALS = 7  # of a degree: a centimetre
_PLAIN = ("kind", "name", "name_en", "code", "radius_m", "warning", "phone", "verified")
_SET = [
    *_PLAIN, "layer", "pinyin", "initials", "lon", "lat", "street", "community", "cell", "source", "removed_at",
]  # fmt: skip


@dataclass
class Found:
    """What an import does: counts, and the first of each sort for a person to read."""

    figures: dict = field(
        default_factory=lambda: dict.fromkeys(("added", "changed", "retired", "unchanged", "refused"), 0)
    )
    shown: dict = field(default_factory=dict)
    warning: str = ""  # why the list will not be taken as it is

    def add(self, sort, one, most=SHOWN):
        self.figures[sort] += 1
        shown = self.shown.setdefault(sort, [])
        if len(shown) < most:
            shown.append(one)


def import_places(
    headings, rows, *, layer, file="", by="", kind="", system="wgs84", columns=None, dry_run=False, retire=False
):
    """Bring the list `layer` to what `rows` say; returns Found.

    A row that is wrong is left out with a sentence, and then nothing is retired: what it was about is not known. Raises
    Unreadable where the file as a whole cannot be taken, and where it would retire more than half: `check_lacking` says so
    before anything is written, here the rest is in by then.
    """
    if sentence := check_columns(headings, columns or {}, kind):
        raise Unreadable(sentence)
    reader = Reader(layer, kind, columns or {})
    with _alone(), _logged(layer, file, by, dry_run) as found:
        kept, rows, count = set(), iter(rows), 0
        while piece := list(islice(rows, PIECE)):
            count += len(piece)
            if count > MOST_ROWS:
                raise Unreadable(_("A list may have 1,000,000 rows."))
            _take(piece, reader, system, found, kept, dry_run)
        if not found.figures["refused"]:
            _retire(layer, kept, found, dry_run, retire)
    return found


def check_lacking(headings, rows, *, layer, kind="", columns=None):
    """Reads a list through and writes nothing. Raises Unreadable where it lacks more than half of what stands there."""
    standing = NamedPlace.objects.filter(layer=layer, removed_at=None)
    if standing.count() <= FEW or check_columns(headings, columns or {}, kind):
        return
    reader = Reader(layer, kind, columns or {})
    if sum(bool(reader.read(row)[1]) for row in islice(rows, MOST_ROWS)):
        return  # then nothing is retired
    there = list(standing.values_list("ref", flat=True))
    if sentence := _too_many(sum(hash(ref) not in reader.seen for ref in there), len(there), layer):
        raise Unreadable(sentence)


@contextmanager
def _logged(layer, file, by, dry_run):
    """The run in the log from its beginning to its end, however it ends: what was written is read by every process."""
    found = Found()
    if dry_run:
        yield found
        return
    run = PlaceImport.objects.create(at=clock.now(), by=by[:60], file=file[-200:], layer=layer)
    try:
        yield found
    finally:
        run.ended_at, run.figures = clock.now(), found.figures
        run.save(update_fields=["ended_at", "figures"])
        index.forget()


def _take(piece, reader, system, found, kept, dry_run):
    wanted = []
    for row in piece:
        one, errors = reader.read(row)
        if one:
            wanted.append(one)
        for error in errors[:1]:
            found.add("refused", error, SHOWN_REFUSED)
    wanted = _placed(wanted, system, found)
    with transaction.atomic():
        existing = {
            place.ref: place
            for place in NamedPlace.objects.filter(ref__in=[one.ref for one in wanted]).prefetch_related("aliases")
        }
        now, write = clock.now(), []
        for one in wanted:
            place, changes = _compared(one, existing.get(one.ref), reader.layer, system, now)
            if place.pk is None:
                found.add("added", Change(place.code, place.name))
            elif changes:
                found.add("changed", Change(place.code, place.name, changes))
            else:
                found.figures["unchanged"] += 1
            if place.pk:
                kept.add(place.pk)
            if place.pk is None or changes:
                write.append((one, place))
        if not dry_run:
            _write(write)
            kept.update(place.pk for _one, place in write)


def _placed(wanted, system, found):
    """With WGS-84 positions, and the cell that holds each. What lies far away is refused: a wrong system, or mistyped."""
    here = [one for one in wanted if one.lon is not None]
    if here:
        lon, lat = to_wgs84(np.array([one.lon for one in here]), np.array([one.lat for one in here]), system)
        lon, lat = np.round(lon, _DECIMALS), np.round(lat, _DECIMALS)
        west, south, east, north = territory.bounds() or (-180, -90, 180, 90)
        for one, x, y, cell in zip(here, lon.tolist(), lat.tolist(), territory.locate_all(lon, lat), strict=True):
            one.lon, one.lat = x, y
            one.fields |= {
                "street_id": cell and cell.street_id, "community_id": cell and cell.community_id,
                "cell_id": cell and cell.cell_id,
            }  # fmt: skip
            if not (west - FAR <= x <= east + FAR and south - FAR <= y <= north + FAR):
                sentence = _("%(lon)s, %(lat)s lies far outside the district.") % {"lon": x, "lat": y}
                found.add("refused", RowError(one.number, "lon", sentence), SHOWN_REFUSED)
                one.ref = None
    return [one for one in wanted if one.ref]


def _compared(one, place, layer, system, now):
    """(the place as it should be, {field: (before, after)})."""
    fields = {**one.fields, "lon": one.lon, "lat": one.lat, "source": system, "removed_at": None, "layer": layer}
    if one.lon is None:
        fields |= {"street_id": None, "community_id": None, "cell_id": None}
    if place is None:
        place, changes = NamedPlace(ref=one.ref, added_at=now), {}
        for name, value in fields.items():
            setattr(place, name, value)
    else:
        changes = {
            name: (getattr(place, name), value) for name, value in fields.items() if getattr(place, name) != value
        }
        for name, (_before, value) in changes.items():
            setattr(place, name, value)
        if one.aliases is not None and set(one.aliases) != (before := {alias.name for alias in place.aliases.all()}):
            changes["aliases"] = ("; ".join(sorted(before)), "; ".join(one.aliases))
    return place, changes


def _write(pairs):
    places = [place for _one, place in pairs]
    for place in places:
        place.pinyin, place.initials = spell(place.name)
    NamedPlace.objects.bulk_create(places, update_conflicts=True, unique_fields=["ref"], update_fields=_SET)
    named = [(one, place) for one, place in pairs if one.aliases is not None]
    PlaceAlias.objects.filter(place__in=[place for _one, place in named]).delete()
    PlaceAlias.objects.bulk_create(
        PlaceAlias(place=place, name=name, pinyin=spell(name)[0], initials=spell(name)[1])
        for one, place in named
        for name in one.aliases
    )


def _retire(layer, kept, found, dry_run, meant):
    """Places of this list that it no longer has."""
    standing = NamedPlace.objects.filter(layer=layer, removed_at=None)
    gone = [pk for pk in standing.order_by("pk").values_list("pk", flat=True) if pk not in kept]
    there = len(gone) + found.figures["unchanged"] + found.figures["changed"]
    for code, name in NamedPlace.objects.filter(pk__in=gone[:SHOWN]).order_by("pk").values_list("code", "name"):
        found.shown.setdefault("retired", []).append(Change(code, name))
    found.figures["retired"] = len(gone)
    found.warning = "" if meant else _too_many(len(gone), there, layer)
    if dry_run:
        return
    if found.warning:
        found.figures["retired"] = 0
        raise Unreadable(found.warning)
    for at in range(0, len(gone), PIECE):
        NamedPlace.objects.filter(pk__in=gone[at : at + PIECE]).update(removed_at=clock.now())


def _too_many(gone, there, layer):
    """The sentence that asks whether they are really gone, or ""."""
    if gone <= max(FEW, there / 2):
        return ""
    return _(
        "Of %(there)s places of the list “%(layer)s” this file lacks %(gone)s: none is retired."
        " If they are really gone, repeat with --retire; if this is another list, name it with --layer."
    ) % {"gone": gone, "there": there, "layer": layer}


@contextmanager
def _alone():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise Unreadable(_("Another import of places is running. Wait for its end."))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
