"""Import of linkage units: by code, never deleted, a renamed unit keeps its former name as an alias."""

import re
from datetime import date

from django.utils.translation import gettext as _

from units import clock
from units.labels import spelled
from units.models import TeamProfile, Unit, UnitAlias
from units.services.importing import (
    Change,
    Diff,
    Errors,
    checked_date,
    checked_number,
    checked_text,
    checked_yes_or_no,
    numbered,
    registry_locked,
    text,
)

COLUMNS = ("code", "name", "kind")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")
_PLAIN = ("name", "name_en", "short_name", "kind", "duty_phone", "responds_first", "valid_from", "valid_to")
_SPAN = re.compile(r"[((](?P<start>\d{4}-\d\d-\d\d)?\.\.(?P<end>\d{4}-\d\d-\d\d)?[))]$")
_TEAM = ("team_sort", "norm_strength", "actual_strength")


def import_units(rows, dry_run=False):
    """Bring the registry to what `rows` say (dicts: code, name, name_en, short_name, kind, parent, duty_phone,
    valid_from, valid_to, aliases, responds_first (yes or no); for teams team_sort, norm_strength, actual_strength).

    A column that is missing leaves its field alone. Several aliases are parted by `;`, each may carry its days:
    `公路局(2010-01-01..2019-03-15)`. Raises ImportRefused with every error; returns the Diff.
    """
    with registry_locked():
        existing = {unit.code: unit for unit in Unit.objects.select_related("parent")}
        errors = Errors()
        wanted = _read(rows, existing, errors)
        _check_names(wanted, existing, errors)
        errors.refuse()
        diff = _write(wanted, existing, dry_run)
        diff.absent = [Change(code, unit.name) for code, unit in existing.items() if code not in wanted]
    return diff


def _read(rows, existing, errors):
    wanted, parents = {}, []
    for number, row in numbered(rows):
        code = text(row, "code")
        if not _CODE.fullmatch(code):
            errors.add(number, "code", _("A code is up to 40 letters, digits, - or _."))
            continue
        if code in wanted:
            errors.add(number, "code", _("The code %(code)s stands here twice.") % {"code": code})
            continue
        before = existing.get(code)
        wanted[code] = {"row": number, **_fields(number, row, before, errors)}
        if "aliases" in row:
            wanted[code]["aliases"] = _aliases(number, text(row, "aliases"), errors)
        if wanted[code]["kind"] == Unit.Kind.TEAM and any(text(row, column) for column in _TEAM):
            wanted[code]["team"] = _team(number, row, errors)
        if "parent" in row:
            wanted[code]["parent"] = text(row, "parent")
            parents.append((number, code))
    for number, code in parents:
        _check_parent(number, code, wanted, existing, errors)
    return wanted


def _fields(number, row, before, errors):
    found = {
        "name": checked_text(errors, number, row, "name", longest=120, needed=True),
        "kind": checked_text(errors, number, row, "kind", longest=10, needed=True),
    }
    if found["kind"] and found["kind"] not in Unit.Kind.values:
        kinds = ", ".join(Unit.Kind.values)
        errors.add(number, "kind", _("“%(kind)s” is none of: %(kinds)s.") % {"kind": found["kind"], "kinds": kinds})
    for column, longest in (("name_en", 160), ("short_name", 40), ("duty_phone", 32)):
        if column in row:
            found[column] = checked_text(errors, number, row, column, longest=longest)
    if "responds_first" in row:
        found["responds_first"] = bool(checked_yes_or_no(errors, number, row, "responds_first"))
    start, end = checked_date(errors, number, row, "valid_from"), checked_date(errors, number, row, "valid_to")
    found["valid_from"] = start or (before.valid_from if before else clock.local_day(clock.now()))
    if "valid_to" in row:
        found["valid_to"] = end
        if end and end <= found["valid_from"]:
            errors.add(number, "valid_to", _("The last day lies before the first."))
    return found


def _aliases(number, cell, errors):
    """{name: (from, to)} of a cell of names parted by semicolons."""
    found = {}
    for part in re.split("[;；]", cell):
        part = part.strip()
        if not part:
            continue
        span = _SPAN.search(part)
        name = part[: span.start()].strip() if span else part
        days = {}
        for end in ("start", "end"):
            value = span.group(end) if span else None
            try:
                days[end] = date.fromisoformat(value) if value else None
            except ValueError:
                errors.add(number, "aliases", _("“%(value)s” is not a date; write 2026-01-31.") % {"value": value})
        if not name or len(name) > 120:
            errors.add(number, "aliases", _("A name has 1 to 120 characters."))
        found[name] = (days.get("start"), days.get("end"))
    return found


def _team(number, row, errors):
    sort = text(row, "team_sort")
    if sort not in TeamProfile.Sort.values:
        sorts = ", ".join(TeamProfile.Sort.values)
        errors.add(number, "team_sort", _("“%(kind)s” is none of: %(kinds)s.") % {"kind": sort, "kinds": sorts})
    strengths = {
        column: checked_number(errors, number, row, column, least=0, most=9999)
        for column in ("norm_strength", "actual_strength")
    }
    return {"sort": sort, **strengths}


def _check_parent(number, code, wanted, existing, errors):
    seen, at = {code}, wanted[code]["parent"]
    if at and at not in wanted and at not in existing:
        errors.add(number, "parent", _("There is no unit with the code “%(code)s”.") % {"code": at})
        return
    while at:
        if at in seen:
            errors.add(number, "parent", _("The unit would stand under itself."))
            return
        seen.add(at)
        above = existing[at].parent if at in existing else None
        at = wanted[at].get("parent", above.code if above else "") if at in wanted else (above.code if above else "")


def _check_names(wanted, existing, errors):
    """Two units of one name at the same time could not be told apart by a list that names them."""
    taken = {}
    for code, unit in existing.items():
        if code not in wanted:
            taken.setdefault(unit.name, []).append((code, unit.valid_from, unit.valid_to))
    for code, fields in wanted.items():
        end = fields.get("valid_to", existing[code].valid_to if code in existing else None)
        for other, start, until in taken.get(fields["name"], []):
            if (until is None or fields["valid_from"] < until) and (end is None or start < end):
                words = {"name": fields["name"], "code": other}
                errors.add(fields["row"], "name", _("“%(name)s” is the name of %(code)s already.") % words)
        taken.setdefault(fields["name"], []).append((code, fields["valid_from"], end))


def _write(wanted, existing, dry_run):
    diff, units = Diff(), dict(existing)
    profiles = {profile.unit_id: profile for profile in TeamProfile.objects.all()}
    names = {}
    for alias in UnitAlias.objects.all():
        names.setdefault(alias.unit_id, {})[alias.name] = (alias.valid_from, alias.valid_to)
    for code, fields in wanted.items():
        unit = units.get(code) or Unit(code=code)
        changes = _changes(unit, fields, profiles.get(unit.pk), names.get(unit.pk, {}))
        if unit.pk is None:
            diff.added.append(Change(code, fields["name"]))
        else:
            diff.add(code, fields["name"], changes)
        if unit.pk is None or changes:
            _apply(unit, fields, changes, dry_run)
        units[code] = unit
    if not dry_run:
        for code, fields in wanted.items():
            _set_parent(units[code], fields, units)
    return diff


def _changes(unit, fields, profile, names):
    found = {
        name: (getattr(unit, name), fields[name])
        for name in _PLAIN
        if name in fields and getattr(unit, name) != fields[name]
    }
    above = unit.parent.code if unit.parent_id else ""
    if "parent" in fields and fields["parent"] != above:
        found["parent"] = (above, fields["parent"])
    if "team" in fields:
        have = {"sort": "", "norm_strength": None, "actual_strength": None}
        have = {name: getattr(profile, name) for name in have} if profile else have
        found |= {name: (have[name], value) for name, value in fields["team"].items() if have[name] != value}
    missing = {name: days for name, days in fields.get("aliases", {}).items() if names.get(name) != days}
    if missing:
        found["aliases"] = ("; ".join(names), "; ".join(missing))
    return found


def _apply(unit, fields, changes, dry_run):
    former = unit.name if unit.pk and "name" in changes else ""
    if dry_run:
        return
    for name in _PLAIN:
        if name in fields:
            setattr(unit, name, fields[name])
    unit.pinyin, unit.initials = spelled(unit.name)
    unit.save()
    if "team" in fields:
        TeamProfile.objects.update_or_create(unit=unit, defaults=fields["team"])
    for name, (start, end) in fields.get("aliases", {}).items():
        UnitAlias.objects.update_or_create(unit=unit, name=name, defaults={"valid_from": start, "valid_to": end})
    if former and former not in fields.get("aliases", {}):
        today = clock.local_day(clock.now())
        UnitAlias.objects.get_or_create(unit=unit, name=former, defaults={"valid_to": today})


def _set_parent(unit, fields, units):
    if "parent" not in fields:
        return
    parent = units.get(fields["parent"])
    if unit.parent_id != (parent.pk if parent else None):
        unit.parent = parent
        unit.save(update_fields=["parent"])
