"""A call taker proposes from a call that its number be listed; nothing is flagged before another person has answered."""

import pytest

from intake.models import Listing
from tests.intake.exchange import Line
from tests.intake.listed import NUMBER, a_call, proposed, standing
from units import scope

URL = "/listings/propose/"
SAID = {"kind": "nuisance", "reason": "一日十余次辱骂"}


def test_it_is_proposed_from_a_call_with_others_of_its_number_as_evidence(world, as_):
    call, other, stranger = a_call(world), a_call(world), a_call(world, number="13800000001")
    taker = as_("call_taker")
    assert f"{URL}?call={call.pk}" in taker.get("/calls/").content.decode()
    page = taker.get(f"{URL}?call={call.pk}").content.decode()
    assert "139****0000" in page and NUMBER not in page
    assert f'value="{other.pk}"' in page and f'value="{stranger.pk}"' not in page
    answer = taker.send(URL, {"call": call.pk, "evidence": [other.pk], **SAID})
    listing = Listing.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/listings/{listing.pk}/")
    assert (listing.number, listing.proposed_by, listing.outcome) == (NUMBER, world.call_taker, "")
    assert set(listing.calls.all()) == {call, other}
    assert "139****0000" in taker.get("/listings/").content.decode()


def test_what_is_only_proposed_is_not_flagged(world, as_):
    proposed(world)
    Line(number=NUMBER).ring()
    assert "listed is-" not in as_("call_taker").get("/calls/lines/").content.decode()


@pytest.mark.parametrize(
    ("said", "field"),
    [({"kind": ""}, "kind"), ({"kind": "angry"}, "kind"), ({"reason": ""}, "reason"), ({"reason": "x" * 201}, "reason"),
     ({"evidence": ["999999"]}, "evidence"), ({"evidence": ["x"]}, "evidence")],
)  # fmt: skip
def test_bad_input_is_said_beside_its_field(world, as_, said, field):
    call = a_call(world)
    a_call(world)
    answer = as_("call_taker").send(URL, {"call": call.pk, **SAID, **said})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert not Listing.objects.exists()


def test_a_call_without_a_number_and_one_that_is_none_are_not_there(world, as_):
    for pk in (a_call(world, number="").pk, 0, "x", "9" * 30, ""):
        assert as_("call_taker").get(f"{URL}?call={pk}").status_code == 404
        assert as_("call_taker").send(URL, {"call": pk, **SAID}).status_code == 404


def test_proposed_twice_the_second_reads_who_was_first_and_one_that_stands_is_not_proposed_again(world, as_):
    proposed(world)
    late = as_("dispatcher").send(URL, {"call": a_call(world).pk, **SAID})
    assert (late.status_code, world.call_taker.name in late.content.decode()) == (409, True)
    standing(world, number="13800000001")
    again = as_("dispatcher").send(URL, {"call": a_call(world, number="13800000001").pk, **SAID})
    assert again.status_code == 422
    assert world.shift_leader.label in again.content.decode()
    care = as_("dispatcher").send(URL, {"call": a_call(world).pk, **SAID, "kind": "deaf"})
    assert care.status_code == 302, "of another kind it is another listing"


@pytest.mark.parametrize("who", ["verifier", "supervisor", "viewer", "sysadmin", "roads_handler", "collector"])
def test_only_who_takes_calls_proposes(world, as_, who):
    call = a_call(world)
    assert as_(who).get(f"{URL}?call={call.pk}").status_code == 403
    assert as_(who).send(URL, {"call": call.pk, **SAID}).status_code == 403
    assert as_(who).get("/listings/").status_code == 403
    assert URL not in as_(who).get("/calls/").content.decode()


def test_no_unit_and_no_collector_has_a_row_of_it_whatever_asks(world):
    proposed(world)
    for stranger in (world.roads_handler, world.collector, world.sysadmin):
        with scope.of(stranger):
            assert not Listing.objects.exists()
            assert not Listing.calls.through.objects.exists()
