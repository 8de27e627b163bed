"""What emergency facts, cautions, interpreters and listed homes may not be."""

from datetime import time

from dispatch.models import Caution, Emergency
from intake.models import Listing
from tests.gate.test_constraints import refused
from units import clock
from units.models import Interpreter


def test_numbers_have_bounds_and_goods_are_named_where_there_are_any(world):
    facts = {"ticket": world.ticket(), "at": clock.now(), "by": world.call_taker}
    for wrong in ({"trapped": -2}, {"dead": 10_000}):
        refused("emergency_counts", lambda wrong=wrong: Emergency.objects.create(**facts, **wrong))
    refused("emergency_substance_of_goods", lambda: Emergency.objects.create(**facts, substance="液氯"))


def test_a_caution_is_a_hazard_with_words_and_metres_or_a_need(world):
    facts = {"ticket": world.ticket(), "at": clock.now()}
    for wrong in (
        {"kind": "hazard", "words": "油库"}, {"kind": "hazard", "metres": 5}, {"kind": "need"},
        {"kind": "need", "need": "oxygen", "words": "李奶奶"},
    ):  # fmt: skip
        refused("caution_whole", lambda wrong=wrong: Caution.objects.create(**facts, **wrong))


def test_an_interpreter_is_whole_and_stands_once(world):
    facts = {"language": "苗语", "name": "吴", "phone": "139", "at": clock.now(), "by": world.sysadmin}
    for name in ("language", "name", "phone"):
        refused("interpreter_whole", lambda name=name: Interpreter.objects.create(**{**facts, name: ""}))
    for hours in ({"begins": time(8)}, {"begins": time(8), "ends": time(8)}):
        refused("interpreter_hours_whole", lambda hours=hours: Interpreter.objects.create(**facts, **hours))
    refused("interpreter_ended_whole", lambda: Interpreter.objects.create(**facts, ended_at=clock.now()))
    Interpreter.objects.create(**facts)
    refused("interpreter_once", lambda: Interpreter.objects.create(**facts))


def test_a_home_has_a_point_and_is_never_a_nuisance(world):
    facts = {"reason": "x", "proposed_at": clock.now(), "proposed_by": world.call_taker}
    refused("listing_says_why", lambda: Listing.objects.create(kind="oxygen", **facts))
    for wrong in ({"lon": 112.0}, {"address": "东河路"}):
        refused(
            "listing_home_whole",
            lambda wrong=wrong: Listing.objects.create(number="1", kind="oxygen", **facts, **wrong),
        )
    refused("listing_home_whole", lambda: Listing.objects.create(number="1", kind="nuisance", lon=1, lat=1, **facts))
