"""Puts the district itself into the database, as any district is put there: by the imports of units, cells, duty list."""

from django.contrib.auth.hashers import make_password

from config.demo import gazetteer, geojson, hotlines
from config.demo.conditions import ask_questions
from config.demo.duty import duty_list
from config.demo.geography import District
from config.demo.people import PASSWORD, SEATS, accounts, people
from config.demo.registry import FOUNDED, UnitSeed, units
from dispatch.services.duty_list import import_duty_list, make_backstop
from units.labels import spelled
from units.models import Membership, Seat, Unit, User
from units.services.cells import import_cells
from units.services.units import import_units


def settle_in(made: District) -> None:
    import_units([unit_row(seed) for seed in units()])
    _people()
    import_cells(_features(made))
    gazetteer.put_in(made)
    import_duty_list([dict(row) for row in duty_list()], FOUNDED)
    ask_questions()
    hotlines.put_in(User.objects.filter(memberships__role="sysadmin").earliest("pk"))
    make_backstop(Unit.objects.get(code="city"), FOUNDED)


def unit_row(seed: UnitSeed) -> dict[str, str]:
    """One line of the table that `import_units` reads."""
    row = {
        "code": seed.code,
        "kind": seed.kind,
        "name": seed.name,
        "name_en": seed.name_en,
        "short_name": seed.short,
        "parent": seed.parent,
        "duty_phone": seed.phone,
        "responds_first": "yes" if seed.responds_first else "no",
        "valid_from": seed.valid_from.isoformat(),
        "aliases": ";".join(
            f"{name}({since or ''}..{until or ''})" if since or until else name for name, since, until in seed.aliases
        ),
    }
    if seed.team:
        row |= {
            "team_sort": seed.team.category,
            "norm_strength": str(seed.team.norm),
            "actual_strength": str(seed.team.actual),
        }
    return row


def _people() -> None:
    """The password is hashed once: seven hundred Argon2 hashes would take longer than the whole month."""
    password = make_password(PASSWORD)
    homes = {unit.code: unit for unit in Unit.objects.all()}
    told = {account.username for account in accounts()}
    made = User.objects.bulk_create(
        User(
            username=person.username,
            name=person.name,
            name_en=person.name_en,
            phone=person.phone,
            unit=homes[person.unit],
            password=password,
            is_demo=person.username in told,
        )
        for person in people()
    )
    users = {user.username: user for user in made}
    Membership.objects.bulk_create(
        Membership(user=users[person.username], unit=homes[person.unit], role=role)
        for person in people()
        for role in person.roles
    )
    on_seat = {person.seat: users[person.username] for person in people() if person.seat}
    rows = []
    for seat in SEATS:
        pinyin, initials = spelled(seat.name)
        rows.append(
            Seat(
                code=seat.code,
                name=seat.name,
                name_en=seat.name_en,
                pinyin=pinyin,
                initials=initials,
                occupant=on_seat.get(seat.code),
            )
        )
    Seat.objects.bulk_create(rows)


def _features(made: District) -> list[dict]:
    """Cells with their collectors, then the drawings in the order in which they are drawn."""
    collectors = {person.cell: person.username for person in people() if person.cell}
    cells = geojson.cells_geojson(made)["features"]
    for cell in cells:
        cell["properties"]["collector"] = collectors[cell["properties"]["code"]]
    return cells + geojson.basemap_geojson(made)["features"] + geojson.streets_geojson(made)["features"]
