"""Import of the territory: cells with their community and street office, and the drawings of the base map.

A cell that is missing from the file stays: tickets point at it. Drawings are no facts, so a file that holds roads
replaces the roads.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from units import clock, territory
from units.labels import spelled
from units.models import Cell, Community, Unit, User
from units.services import drawings
from units.services.importing import Change, Diff, Errors, checked_text, registry_locked, text
from units.services.names import UnitNames, UnknownName
from units.services.shapes import AREAS, BadShape, overlapping, plain, read_shape

_CODE = re.compile(r"[A-Za-z0-9_-]{1,20}")


@dataclass
class _Wanted:
    row: int
    street: Unit
    community: str
    collector: User | None
    shape: object
    geometry: dict


def import_cells(features, dry_run=False):
    """Bring the territory to what GeoJSON `features` say.

    A cell has the properties code, community (its code), street (code or any name of a street office) and may have
    community_name, community_name_en and collector (a user name). A drawing has kind (boundary, river, road …) or
    layer, and may have sort and name. Raises ImportRefused with every error; returns the Diff.
    """
    with registry_locked() as place:
        errors = Errors()
        cells, communities, drawn = _read(features, errors)
        existing = {cell.code: cell for cell in Cell.objects.select_related("community", "street", "collector")}
        _check_overlaps(cells, existing, errors)
        errors.refuse()
        diff = _compare(cells, communities, existing)
        drawings.compare(drawn, diff)
        if diff.writes and not dry_run:
            _write(cells, communities, existing)
            drawings.write(drawn)
            place.version += 1
            place.save(update_fields=["version"])
            territory.forget()
    return diff


def _read(features, errors):
    names = UnitNames(clock.local_day(clock.now()))
    collectors = {user.username: user for user in User.objects.filter(memberships__role="collector")}
    cells, communities, drawn = {}, {}, []
    for position, feature in enumerate(features, start=1):
        number = getattr(feature, "number", position)
        properties = feature.get("properties") or {}
        if drawings.is_drawing(properties):
            drawings.read(number, properties, feature.get("geometry"), drawn, errors)
        else:
            _read_cell(number, properties, feature.get("geometry"), names, collectors, cells, communities, errors)
    return cells, communities, drawn


def _read_cell(number, properties, geometry, names, collectors, cells, communities, errors):
    code = text(properties, "code")
    if not _CODE.fullmatch(code):
        errors.add(number, "code", _("A code is up to 20 letters, digits, - or _."))
        return
    if code in cells:
        errors.add(number, "code", _("The code %(code)s stands here twice.") % {"code": code})
        return
    street = _street(number, properties, names, errors)
    community = _community(number, properties, street, communities, errors)
    collector = None
    if text(properties, "collector"):
        collector = collectors.get(text(properties, "collector"))
        if collector is None:
            errors.add(number, "collector", _("No collector has this user name."))
    try:
        shape = read_shape(geometry, only=AREAS)
        cells[code] = _Wanted(number, street, community, collector, shape, plain(shape))
    except BadShape as reason:
        errors.add(number, "geometry", reason)


def _street(number, properties, names, errors):
    name = text(properties, "street")
    if not name:
        errors.add(number, "street", _("This is needed."))
        return None
    try:
        return names.find(name, kind=Unit.Kind.STREET)
    except UnknownName as reason:
        errors.add(number, "street", reason)
        return None


def _community(number, properties, street, communities, errors):
    code = text(properties, "community")
    if not re.fullmatch(r"[\w-]{1,40}", code):
        errors.add(number, "community", _("A code is up to 40 letters, digits, - or _."))
        return code
    name = checked_text(errors, number, properties, "community_name", longest=120)
    name_en = checked_text(errors, number, properties, "community_name_en", longest=160)
    said = communities.setdefault(code, {"street": street, "name": name, "name_en": name_en})
    if street and said["street"] and said["street"].pk != street.pk:
        errors.add(
            number,
            "community",
            _("The community %(code)s lies in %(street)s by an earlier row.")
            % {"code": code, "street": said["street"].name},
        )
    if name and said["name"] and said["name"] != name:
        errors.add(
            number,
            "community_name",
            _("The community %(code)s is called %(name)s in an earlier row.") % {"code": code, "name": said["name"]},
        )
    said["name"], said["name_en"] = said["name"] or name, said["name_en"] or name_en
    return code


def _check_overlaps(cells, existing, errors):
    """A point belongs to one cell: areas of cells may touch, not overlap."""
    codes = [*cells, *(code for code in existing if code not in cells)]
    shapes = [cells[code].shape if code in cells else read_shape(existing[code].geometry) for code in codes]
    for one, other in overlapping(shapes):
        later = max(
            (code for code in (codes[one], codes[other]) if code in cells), key=lambda c: cells[c].row, default=""
        )
        if later:
            against = codes[one] if later == codes[other] else codes[other]
            errors.add(cells[later].row, "geometry", _("It overlaps the cell %(code)s.") % {"code": against})


def _compare(cells, communities, existing):
    diff = Diff()
    for code, wanted in cells.items():
        cell = existing.get(code)
        if cell is None:
            diff.added.append(Change(code, wanted.street.name))
            continue
        changes = {}
        if cell.community.code != wanted.community:
            changes["community"] = (cell.community.code, wanted.community)
        if cell.street_id != wanted.street.pk:
            changes["street"] = (cell.street.name, wanted.street.name)
        if wanted.collector and cell.collector_id != wanted.collector.pk:
            changes["collector"] = (str(cell.collector or ""), wanted.collector.name)
        if cell.geometry != wanted.geometry:
            changes["geometry"] = ("…", "…")
        diff.add(code, wanted.street.name, changes)
    for community in Community.objects.filter(code__in=communities).select_related("street"):
        said = communities[community.code]
        after = {"name": said["name"] or community.name, "name_en": said["name_en"] or community.name_en}
        changes = {
            name: (getattr(community, name), value)
            for name, value in after.items()
            if value != getattr(community, name)
        }
        if community.street_id != said["street"].pk:
            changes["street"] = (community.street.name, said["street"].name)
        if changes:
            diff.changed.append(Change(community.code, community.name, changes))
    if cells:
        diff.absent += [Change(code, cell.street.name) for code, cell in existing.items() if code not in cells]
    return diff


def _write(cells, communities, existing):
    kept = {community.code: community for community in Community.objects.filter(code__in=communities)}
    for code, said in communities.items():
        community = kept.get(code) or Community(code=code, name=code)
        community.name, community.name_en = said["name"] or community.name, said["name_en"] or community.name_en
        community.street = said["street"]
        community.pinyin, community.initials = spelled(community.name)
        community.save()
        kept[code] = community
    rows = []
    for code, wanted in cells.items():
        cell = existing.get(code) or Cell(code=code)
        cell.community, cell.street, cell.geometry = kept[wanted.community], wanted.street, wanted.geometry
        cell.collector = wanted.collector or cell.collector
        rows.append(cell)
    Cell.objects.bulk_create([cell for cell in rows if cell.pk is None], batch_size=500)
    changed = [cell for cell in rows if cell.code in existing]
    Cell.objects.bulk_update(changed, ["community", "street", "collector", "geometry"], batch_size=200)
