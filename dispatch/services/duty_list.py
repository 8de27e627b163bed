"""Import of the duty list. A rule that held is never edited: what changes is a new rule, dated from a day on.

Tickets keep the rule that they were opened under, so an old ticket goes on being judged by what held then.
"""

import re

from django.db.models import Q
from django.utils.translation import gettext as _

from dispatch.models import Item, Major, Rule, RuleAssist
from units import clock
from units.calendar import Kind
from units.labels import spelled
from units.models import Unit
from units.refusals import BadInput
from units.services.importing import (
    Change,
    Diff,
    Errors,
    checked_number,
    checked_text,
    checked_yes_or_no,
    numbered,
    registry_locked,
    same_width,
    text,
)
from units.services.names import UnitNames, UnknownName

COLUMNS = (
    "code", "major_zh", "item_code", "item_zh", "lead_agency_zh", "assist_agencies", "priority(1-4)",
    "feedback_minutes", "resolve_hours", "police(yes/no)",
)  # fmt: skip
PLACEHOLDERS = {
    "属地街道(乡镇)": RuleAssist.Placeholder.STREET,
    "社区(村)网格员": RuleAssist.Placeholder.COLLECTOR,
}
_PLAIN = ("priority", "feedback_minutes", "resolve_hours")


def import_duty_list(rows, valid_from, dry_run=False, by=None):
    """Bring the list to what `rows` say (dicts by COLUMNS), with rules that hold from the day `valid_from`.

    Raises ImportRefused with every error; returns the Diff. Items missing from the file go on as they are.
    """
    with registry_locked():
        errors = Errors()
        items = {item.code: item for item in Item.objects.select_related("major")}
        wanted = _read(rows, UnitNames(valid_from), items, errors)
        rules = _rules_on(valid_from)
        _check_dates(wanted, items, rules, valid_from, errors)
        errors.refuse()
        diff = Diff()
        majors = {major.code: major for major in Major.objects.all()}
        for code, fields in wanted.items():
            changes = _changes(items.get(code), rules.get(code), fields)
            if code not in items:
                diff.added.append(Change(code, fields["name"]))
            else:
                diff.add(code, fields["name"], changes)
            if not dry_run and (code not in items or changes):
                _write(items.get(code), rules.get(code), majors, fields, valid_from, by)
        diff.absent = [Change(code, item.name) for code, item in items.items() if code not in wanted]
    return diff


BACKSTOP = {"major": ("99", "其他事项", "Other matters"), "item": ("9901", "无对应事项（兜底）", "No item fits")}


def make_backstop(lead, valid_from):
    """The item for what fits nowhere (兜底): the street office of the place leads, or `lead` where no place is known."""
    with registry_locked():
        if Item.objects.filter(is_backstop=True).exists():
            return
        code, name, name_en = BACKSTOP["major"]
        pinyin, initials = spelled(name)
        fields = {"name": name, "name_en": name_en, "pinyin": pinyin, "initials": initials}
        major, _made = Major.objects.get_or_create(code=code, defaults=fields)
        code, name, name_en = BACKSTOP["item"]
        pinyin, initials = spelled(name)
        item = Item.objects.create(
            major=major, code=code, name=name, name_en=name_en, pinyin=pinyin, initials=initials, is_backstop=True
        )
        Rule.objects.create(
            item=item, valid_from=valid_from, lead=lead, lead_of_place=True, priority=3, feedback_minutes=120,
            resolve_hours=72,
        )  # fmt: skip


def dated_rule(item, valid_from, *, lead, assists=()):
    """A new rule of one item from a day that is still to come: other bodies, everything else as it stands on that day.

    Placeholders that the ticket's place fills (street office, collector) stay among the assists.
    """
    with registry_locked():
        if valid_from <= clock.local_day(clock.now()):
            raise BadInput(_("A rule begins on a day that is still to come."), field="valid_from")
        former = item.rule_on(valid_from)
        if former is None:
            raise BadInput(_("The duty list has no rule for this item on that day."), field="valid_from")
        if item.rules.filter(valid_from__gte=valid_from).exists():
            raise BadInput(
                _("The item has a rule from this day or a later one. Choose a later day."), field="valid_from"
            )
        kept = former.assists.exclude(placeholder="").values_list("placeholder", flat=True)
        values = {name: getattr(former, name) for name in (*_PLAIN, "resolve_by")}
        rule = Rule.objects.create(item=item, valid_from=valid_from, lead=lead, **values)
        bodies = [{"unit": unit} for unit in assists] + [{"placeholder": name} for name in kept]
        RuleAssist.objects.bulk_create(RuleAssist(rule=rule, position=n, **body) for n, body in enumerate(bodies))
    return rule


def _read(rows, names, items, errors):
    wanted, majors, known = {}, {}, {item.major.code for item in items.values()}
    for number, row in numbered(rows):
        code = _whole(text(row, "item_code"), items, 4)
        if not re.fullmatch(r"[0-9A-Za-z]{1,8}", code):
            errors.add(number, "item_code", _("A code is up to 8 letters or digits."))
            continue
        if code in wanted:
            errors.add(number, "item_code", _("The code %(code)s stands here twice.") % {"code": code})
            continue
        wanted[code] = {
            "row": number,
            "code": code,
            "name": checked_text(errors, number, row, "item_zh", longest=120, needed=True),
            "name_en": checked_text(errors, number, row, "item_en", longest=160),
            "is_police": checked_yes_or_no(errors, number, row, "police(yes/no)", needed=True),
            "priority": checked_number(errors, number, row, "priority(1-4)", least=1, most=4),
            "feedback_minutes": checked_number(errors, number, row, "feedback_minutes", least=1, most=120),
            "resolve_hours": checked_number(errors, number, row, "resolve_hours", least=1, most=8760),
            **_counted_by(number, row, errors),
            "major": _major(number, row, majors, known, errors),
            **_bodies(number, row, names, errors),
        }
    return wanted


def _whole(code, known, width):
    """Spreadsheets take 0101 for the number 101; the list knows better."""
    return code.zfill(width) if code not in known and code.zfill(width) in known else code


def _counted_by(number, row, errors):
    """How the hours for the result count; a column that may be missing, and then nothing changes."""
    if not (value := text(row, "resolve_by")):
        return {}
    if value not in Kind.values:
        words = {"kind": value, "kinds": ", ".join(Kind.values)}
        errors.add(number, "resolve_by", _("“%(kind)s” is none of: %(kinds)s.") % words)
    return {"resolve_by": value}


def _major(number, row, majors, known, errors):
    code = _whole(text(row, "code"), known, 2)
    if not re.fullmatch(r"[0-9A-Za-z]{1,4}", code):
        errors.add(number, "code", _("A code is up to 4 letters or digits."))
    name = checked_text(errors, number, row, "major_zh", longest=120, needed=True)
    name_en = checked_text(errors, number, row, "major_en", longest=160)
    said = majors.setdefault(code, {"code": code, "name": name, "name_en": name_en})
    if said["name"] != name:
        words = {"code": code, "name": said["name"]}
        errors.add(number, "major_zh", _("The major %(code)s is called %(name)s in an earlier row.") % words)
    return said


def _bodies(number, row, names, errors):
    """The lead, and the assisting bodies in their order: units, or placeholders that a ticket's place fills."""
    lead = _unit(number, "lead_agency_zh", text(row, "lead_agency_zh"), names, errors)
    assists = []
    for part in re.split("[;；]", text(row, "assist_agencies")):
        part = part.strip()
        if not part:
            continue
        assist = PLACEHOLDERS.get(same_width(part)) or _unit(number, "assist_agencies", part, names, errors)
        if assist is None:
            continue
        if assist in assists:
            errors.add(number, "assist_agencies", _("“%(name)s” stands here twice.") % {"name": part})
        elif assist == lead:
            errors.add(number, "assist_agencies", _("A unit is either lead or assist, not both."))
        assists.append(assist)
    return {"lead": lead, "assists": assists}


def _unit(number, column, name, names, errors):
    if not name:
        errors.add(number, column, _("This is needed."))
        return None
    try:
        unit = names.find(name)
    except UnknownName as reason:
        errors.add(number, column, reason)
        return None
    if unit.kind == Unit.Kind.CENTRE:
        errors.add(number, column, _("The centre sends tickets; it does not get them."))
    return unit


def _rules_on(day):
    """{item code: the rule in force on the day}."""
    rules = Rule.objects.filter(valid_from__lte=day).select_related("item", "lead").prefetch_related("assists__unit")
    return {rule.item.code: rule for rule in rules.order_by("valid_from")}


def _check_dates(wanted, items, rules, valid_from, errors):
    """A rule that tickets may have been opened under stays as it is; a new one begins after it."""
    today = clock.local_day(clock.now())
    begun = set(Rule.objects.filter(Q(valid_from__gte=valid_from)).values_list("item__code", "valid_from"))
    begun = {code for code, day in begun if valid_from < day or valid_from <= today}
    for code, fields in wanted.items():
        if code not in items or not (_rule_changes(rules.get(code), fields)):
            continue
        if code in begun:
            errors.add(
                fields["row"],
                "",
                _("Item %(code)s has a rule from this day or a later one. Choose a later day with --valid-from.")
                % {"code": code},
            )
        elif valid_from < today and code in rules:
            errors.add(
                fields["row"], "", _("A changed rule cannot begin in the past: tickets were opened under the former.")
            )


def _rule_changes(rule, fields):
    if rule is None:
        return {"rule": ("", str(fields["lead"]))}
    plain = [name for name in (*_PLAIN, "resolve_by") if name in fields]
    found = {name: (getattr(rule, name), fields[name]) for name in plain if getattr(rule, name) != fields[name]}
    if fields["lead"] and rule.lead_id != fields["lead"].pk:
        found["lead"] = (rule.lead.name, fields["lead"].name)
    before = [assist.unit or RuleAssist.Placeholder(assist.placeholder) for assist in rule.assists.all()]
    if before != fields["assists"]:
        found["assists"] = (_names(before), _names(fields["assists"]))
    return found


def _names(assists):
    placeholders = {placeholder: name for name, placeholder in PLACEHOLDERS.items()}
    return "; ".join(assist.name if isinstance(assist, Unit) else placeholders[assist] for assist in assists)


def _changes(item, rule, fields):
    if item is None:
        return {}
    found = {
        name: (getattr(item, name), fields[name])
        for name in ("name", "name_en", "is_police")
        if getattr(item, name) != fields[name]
    }
    if item.major.code != fields["major"]["code"]:
        found["major"] = (item.major.code, fields["major"]["code"])
    for name in ("name", "name_en"):
        if getattr(item.major, name) != fields["major"][name]:
            found[f"major {name}"] = (getattr(item.major, name), fields["major"][name])
    return found | _rule_changes(rule, fields)


def _write(item, rule, majors, fields, valid_from, by):
    major = majors.get(fields["major"]["code"]) or Major(code=fields["major"]["code"])
    if (major.name, major.name_en) != (fields["major"]["name"], fields["major"]["name_en"]):
        major.name, major.name_en = fields["major"]["name"], fields["major"]["name_en"]
        major.pinyin, major.initials = spelled(major.name)
        major.save()
    majors[major.code] = major
    item = item or Item(code=fields["code"])
    item.major, item.is_police = major, fields["is_police"]
    item.name, item.name_en = fields["name"], fields["name_en"]
    item.pinyin, item.initials = spelled(item.name)
    item.save()
    if not _rule_changes(rule, fields):
        return
    values = {name: fields[name] for name in (*_PLAIN, "lead")} | {"by": by, "at": clock.now()}
    kept = {name: getattr(rule, name) for name in ("resolve_by", "lead_of_place")} if rule else {}
    values |= kept | {name: fields[name] for name in ("resolve_by",) if name in fields}
    # A rule of the very same day exists only if that day is yet to come: no ticket has it.
    rule, _made = Rule.objects.update_or_create(item=item, valid_from=valid_from, defaults=values)
    write_assists(rule, fields["assists"])


def write_assists(rule, assists):
    """`assists` in their order: units, and placeholders that a ticket's place fills."""
    rule.assists.all().delete()
    RuleAssist.objects.bulk_create(
        RuleAssist(
            rule=rule,
            position=position,
            unit=assist if isinstance(assist, Unit) else None,
            placeholder="" if isinstance(assist, Unit) else assist,
        )
        for position, assist in enumerate(assists)
    )
