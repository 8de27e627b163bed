"""The valid share is honest: what is left out of it stands beside it, each class with its list, and each caller counts once."""

import pytest

from config.management.commands import figures
from intake import services
from intake.models import Call, Validity
from tests.gate.test_constraints import refused
from units import clock, measures
from units.measures import Value

LEFT_OUT = ("left_out_test", "left_out_internal", "left_out_drill", "left_out_owed")


@pytest.fixture
def calls(world):
    """One of each class; of the silent and the dropped call the first is rung back and was no mistake."""
    for validity in Validity:
        if validity not in ("police", "non_police", "advice"):
            services.dismiss(services.Contact(number="138"), validity=validity, by=world.call_taker)
    ring = services.claim(Call.objects.get(validity="silent").owed, by=world.call_taker)
    services.advise(services.Contact(number="138", key=ring.key), advice="已告知。", by=world.call_taker)
    return world


def test_each_caller_counts_once_and_what_is_left_out_is_listed(calls, as_):
    today, leader = clock.local_day(clock.now()), calls.shift_leader
    # repeat, dropped, misdial, harassment, drunk, withdrawn, and the advice that the silent one was
    assert measures.value("valid", leader, today) == Value(1, 7)
    for code in LEFT_OUT:
        assert measures.value(code, leader, today).of == 1, code
        assert figures.counted(code, today, clock.now())[0] == 1, code
        page = as_("shift_leader").get(f"/day/{today}/list/{code}/")
        assert (page.status_code, page.context["page"].paginator.count) == (200, 1), code
    shown = as_("shift_leader").get(f"/day/{today}/").content.decode()
    assert all(f"/day/{today}/list/{code}/" in shown for code in LEFT_OUT)
    assert "each caller once" in shown


def test_the_strip_and_the_list_of_calls_say_the_same(calls, as_):
    taker = as_("call_taker")
    assert "<b>14 %</b>" in taker.get("/calls/new/").content.decode()
    assert taker.get("/calls/", {"counted": "1"}).content.decode().count('<tr class="row">') == 7
    assert taker.get("/calls/", {"valid": "0"}).content.decode().count('<tr class="row">') == 6


def test_no_call_is_kept_without_its_class(world):
    now = clock.now()
    for none in ("", "fine"):
        fields = {"channel": "phone", "validity": none, "entered_at": now, "saved_at": now, "by": world.call_taker}
        refused("call_has_validity", lambda fields=fields: Call.objects.create(**fields))


@pytest.mark.parametrize("given", ["", "fine", "police"])
def test_no_way_out_of_the_call_form_saves_without_a_class(world, as_, given):
    answer = as_("call_taker").send("/calls/dismiss/", {"validity": given, "number": "138"})
    assert answer.status_code == 422
    assert not Call.objects.exists()
