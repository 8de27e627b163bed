"""What seeded tickets are drawn from: the district's own registry, weighted as its real tickets are spread.

Every table has numbered slots, and what is more frequent fills more of them: to draw is to join on a random slot.
"""

from collections import Counter, defaultdict
from random import Random

import shapely
from django.conf import settings
from django.db.models import Count
from psycopg2.extras import execute_values

from config.demo.history import HOURS, LOOSE
from config.demo.words import CALLERS, answers
from config.demo.words import units as words
from config.history import SEEDED
from dispatch.models import Item, Rule, RuleAssist, Ticket
from units import clock, territory
from units.models import Cell, User

ITEM_SLOTS, DESK_SLOTS, POINTS_A_CELL = 1000, 60, 4
DESKS = ("call_taker", "dispatcher", "verifier", "callback")
STREET = 0  # among an item's assists: the street office of the place


class Lacking(Exception):
    """The district has no people, items or cells yet."""


def fill(cursor, seed):
    """Fill the tables to draw from. Returns how many slots each has, for the statements."""
    rng = Random(seed)  # noqa: S311 – history to practise with, no secret
    tables = {
        "item": _items(),
        "place": _places(rng),
        "person": _desks(),
        "handler": _handlers(),
        "hour": [(slot, hour) for slot, hour in enumerate(h for h, weight in enumerate(HOURS) for _ in range(weight))],
        "class": _classes(),
    }
    for name, rows in tables.items():
        if not rows:
            raise Lacking(f"There is nothing to draw from ({name}): set the district up first, or load the demo.")
        execute_values(cursor, f"INSERT INTO draw_{name} VALUES %s", rows, page_size=1000)  # noqa: S608 – names of ours
    return {
        "items": len(tables["item"]), "places": len(tables["place"]), "hours": len(tables["hour"]),
        "classes": len(tables["class"]), "slots": DESK_SLOTS,
    }  # fmt: skip


def _real(name):
    """{value: how many real tickets have it}."""
    found = Ticket.objects.exclude(place_source=SEEDED).order_by().values_list(name).annotate(Count("pk"))
    return Counter(dict(found))


def _items():
    today, often = clock.local_day(clock.now()), _real("item")
    assists = defaultdict(list)
    for assist in RuleAssist.objects.order_by("position"):
        assists[assist.rule_id].append(assist.unit_id or STREET)
    rules = Rule.objects.filter(valid_from__lte=today).order_by("valid_from").select_related("item")
    rules = sorted({rule.item_id: rule for rule in rules}.values(), key=lambda rule: rule.item.code)
    total = sum(often[rule.item_id] + 0.3 for rule in rules)
    rows = []
    for rule in rules:
        share = max(1, round((often[rule.item_id] + 0.3) / total * ITEM_SLOTS))
        row = _item_row(rule, assists[rule.pk])
        rows += [(len(rows) + n, *row) for n in range(share)]
    return rows


def _item_row(rule, assists):
    item: Item = rule.item
    most = settings.FIRST_FEEDBACK_MAX_MINUTES_P1 if rule.priority == 1 else settings.FIRST_FEEDBACK_MAX_MINUTES
    return (
        item.pk, rule.pk, item.code, item.is_police, rule.priority, rule.lead_id, assists,
        min(rule.feedback_minutes, most) * 60, settings.ACCEPTANCE_LIMIT_SECONDS[rule.priority], rule.resolve_hours * 3600,
        [text.replace("{when}", "昨天").replace("{n}", "三") for text in CALLERS.get(item.code, [item.name])],
        answers(item.code) if item.code[:2] in words.FEEDBACK else ["已处理。"],
    )  # fmt: skip


def _places(rng):
    """Some points in each cell, more where more was reported."""
    often, rows = _real("cell"), []
    names = {
        cell.pk: f"{cell.street.name}{cell.community.name}"
        for cell in Cell.objects.select_related("street", "community")
    }
    for shape, cell in territory.shapes():
        west, south, east, north = shape.bounds
        shapely.prepare(shape)
        for _ in range(POINTS_A_CELL * (1 + often[cell.cell_id])):
            point = shape.representative_point()
            for _try in range(10):
                drawn = shapely.Point(rng.uniform(west, east), rng.uniform(south, north))
                if shape.contains(drawn):
                    point = drawn
                    break
            where = cell.cell_id, cell.community_id, cell.street_id, cell.collector_id
            rows.append((len(rows), *where, round(point.x, 6), round(point.y, 6), names[cell.cell_id]))
    return rows


def _desks():
    people = User.objects.filter(is_active=True).select_related("seat").order_by("pk")
    rows = []
    for desk in DESKS:
        there = list(people.filter(memberships__role=desk)) or list(people.filter(memberships__role="shift_leader"))
        if not there:
            raise Lacking(f"Nobody works as {desk}: set the district up first, or load the demo.")
        for slot in range(DESK_SLOTS):
            person = there[slot % len(there)]
            rows.append((desk, slot, person.pk, person.unit_id, person.seat_code))
    return rows


def _handlers():
    """Who works a unit's parts; the system stands in where a unit has nobody."""
    people = User.objects.filter(memberships__role__in=("unit_handler", "team", "unit_lead")).order_by("-pk")
    return list({unit: (unit, pk) for unit, pk in people.values_list("memberships__unit", "pk")}.values())


def _classes():
    """Calls that open no ticket."""
    loose = [(validity, weight) for validity, weight in LOOSE.items() if validity != "repeat"]
    kinds = [validity for validity, weight in loose for _ in range(weight)]
    return [(slot, kind, words.ADVICE if kind == "advice" else []) for slot, kind in enumerate(kinds)]
