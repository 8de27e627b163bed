"""Puts the district itself into the database: territory, units, people, seats, and the duty list."""

from datetime import date

from django.contrib.auth.hashers import make_password

from config.demo import geojson
from config.demo.agencies import LEADS
from config.demo.duty import duty_list
from config.demo.geography import District
from config.demo.people import PASSWORD, SEATS, people
from config.demo.registry import FOUNDED, units
from dispatch.models import Item, Major, Rule, RuleAssist
from units import territory
from units.labels import spelled
from units.models import Cell, Community, MapFeature, Membership, Seat, TeamProfile, Territory, Unit, UnitAlias, User

PLACEHOLDERS = {"属地街道(乡镇)": "street", "社区(村)网格员": "collector"}
BASE_MAP = {"boundary", "town", "wood", "water", "river", "road", "landmark"}


def settle_in(made: District, today: date) -> None:
    made_units = _units()
    _people(made_units)
    _territory(made, made_units)
    _duty_list(made_units)


def _named(name: str, name_en: str) -> dict[str, str]:
    pinyin, initials = spelled(name)
    return {"name": name, "name_en": name_en, "pinyin": pinyin, "initials": initials}


def _units() -> dict[str, Unit]:
    made: dict[str, Unit] = {}
    for seed in units():
        made[seed.code] = Unit.objects.create(
            code=seed.code,
            kind=seed.kind,
            short_name=seed.short,
            parent=made.get(seed.parent),
            duty_phone=seed.phone,
            valid_from=seed.valid_from,
            **_named(seed.name, seed.name_en),
        )
    UnitAlias.objects.bulk_create(
        UnitAlias(unit=made[seed.code], name=name, valid_from=since, valid_to=until)
        for seed in units()
        for name, since, until in seed.aliases
    )
    TeamProfile.objects.bulk_create(
        TeamProfile(
            unit=made[seed.code],
            sort=seed.team.category,
            norm_strength=seed.team.norm,
            actual_strength=seed.team.actual,
        )
        for seed in units()
        if seed.team
    )
    return made


def _people(made_units: dict[str, Unit]) -> None:
    """The password is hashed once: seven hundred Argon2 hashes would take longer than the whole month."""
    password = make_password(PASSWORD)
    made = User.objects.bulk_create(
        User(
            username=person.username,
            name=person.name,
            name_en=person.name_en,
            phone=person.phone,
            unit=made_units[person.unit],
            password=password,
        )
        for person in people()
    )
    users = {user.username: user for user in made}
    Membership.objects.bulk_create(
        Membership(user=users[person.username], unit=made_units[person.unit], role=role)
        for person in people()
        for role in person.roles
    )
    on_seat = {person.seat: users[person.username] for person in people() if person.seat}
    Seat.objects.bulk_create(
        Seat(code=seat.code, occupant=on_seat.get(seat.code), **_named(seat.name, seat.name_en)) for seat in SEATS
    )


def _territory(made: District, made_units: dict[str, Unit]) -> None:
    communities = Community.objects.bulk_create(
        Community(code=c.code, street=made_units[f"s{c.street}"], **_named(c.name, c.name_en)) for c in made.communities
    )
    by_code = {community.code: community for community in communities}
    collectors = {p.cell: u for p, u in _with_users(person for person in people() if person.cell)}
    Cell.objects.bulk_create(
        Cell(
            code=cell.code,
            community=by_code[cell.community],
            street=made_units[f"s{cell.street}"],
            collector=collectors[cell.code],
            geometry=geojson.geometry(cell.polygon),
        )
        for cell in made.cells
    )
    features = [
        MapFeature(kind=f.layer, sort=f.kind, name=f.name, geometry=geojson.geometry(f.shape))
        for f in made.features
        if f.layer in BASE_MAP
    ]
    features += [
        MapFeature(kind="street", sort=s.kind, name=s.name, geometry=geojson.geometry(s.polygon)) for s in made.streets
    ]
    MapFeature.objects.bulk_create(features)
    row, _made = Territory.objects.get_or_create(pk=1)
    row.version += 1
    row.save()
    territory.forget()


def _with_users(persons):
    users = {user.username: user for user in User.objects.all()}
    return [(person, users[person.username]) for person in persons]


def _duty_list(made_units: dict[str, Unit]) -> None:
    by_name = {unit.name: unit for unit in made_units.values()}
    known = {name: code for code, name, *_rest in LEADS}
    majors: dict[str, Major] = {}
    for row in duty_list():
        if row["code"] not in majors:
            majors[row["code"]] = Major.objects.create(code=row["code"], **_named(row["major_zh"], row["major_en"]))
        item = Item.objects.create(
            major=majors[row["code"]],
            code=row["item_code"],
            is_police=row["police(yes/no)"] == "yes",
            **_named(row["item_zh"], row["item_en"]),
        )
        rule = Rule.objects.create(
            item=item,
            valid_from=FOUNDED,
            lead=made_units[known[row["lead_agency_zh"]]],
            priority=int(row["priority(1-4)"]),
            feedback_minutes=int(row["feedback_minutes"]),
            resolve_hours=int(row["resolve_hours"]),
        )
        names = row["assist_agencies"].split(";") if row["assist_agencies"] else []
        RuleAssist.objects.bulk_create(
            RuleAssist(rule=rule, position=position, unit=by_name.get(name), placeholder=PLACEHOLDERS.get(name, ""))
            for position, name in enumerate(names)
        )
