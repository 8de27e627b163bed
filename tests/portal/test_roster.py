"""The duty roster of a unit: who is there now, and its lead's changes."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.cast import make_person, minutes
from units import clock
from units.models import Duty, Membership, User

ROSTER = reverse("dispatch:roster")


@pytest.fixture
def lead(world):
    return make_person("unit_lead", world.roads, "roads_lead", "韩队")


def put(browser, person, day, begins="08:00", ends="20:00", **more):
    data = {"person": person.pk, "day": f"{day}", "begins": begins, "ends": ends, **more}
    return browser.send(reverse("dispatch:put_on_duty"), data)


def tomorrow():
    return timezone.localdate() + datetime.timedelta(days=1)


def test_a_turn_of_the_lead_stands_in_the_week(as_, world, lead):
    day = tomorrow()
    response = put(as_(lead), world.roads_handler, day)
    assert response.status_code == 302
    turn = Duty.objects.get()
    assert (turn.unit, turn.user) == (world.roads, world.roads_handler)
    assert timezone.localtime(turn.starts_at).hour == 8
    assert world.roads_handler.name in as_("roads_handler").get(response["Location"]).content.decode()


def test_a_night_ends_on_the_next_day(as_, world, lead):
    put(as_(lead), world.roads_handler, tomorrow(), "20:00", "08:00")
    turn = Duty.objects.get()
    assert turn.ends_at - turn.starts_at == datetime.timedelta(hours=12)


def test_who_is_there_now_and_that_nobody_is(as_, world):
    browser, now = as_("roads_handler"), clock.now()
    assert "Nobody is on the roster now." in browser.get(ROSTER).content.decode()
    Duty.objects.create(
        unit=world.roads, user=world.roads_handler, starts_at=now - minutes(9), ends_at=now + minutes(9)
    )
    page = browser.get(ROSTER)
    assert [turn.user for turn in page.context["present"]] == [world.roads_handler]
    assert "Nobody is on the roster now." not in page.content.decode()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"ends": "nonsense"}, "ends"), ({"day": "2020-01-01"}, "day"), ({"day": "9999-12-31"}, "day"),
        ({"person": "0"}, "person"), ({"begins": ""}, "begins"),
    ],
)  # fmt: skip
def test_a_wrong_field_has_its_sentence(as_, world, lead, more, field):
    data = {"person": world.roads_handler.pk, "day": f"{tomorrow()}", "begins": "08:00", "ends": "20:00", **more}
    response = as_(lead).send(reverse("dispatch:put_on_duty"), data)
    assert response.status_code == 422
    assert f'id="id_{field}-error"' in response.content.decode()
    assert not Duty.objects.exists()


def test_nobody_is_there_twice_at_one_time_nor_of_another_unit(as_, world, lead):
    put(as_(lead), world.roads_handler, tomorrow())
    response = put(as_(lead), world.roads_handler, tomorrow(), "19:00", "23:00")
    assert response.status_code == 422
    assert "is on duty from" in response.content.decode()
    assert put(as_(lead), world.water_handler, tomorrow()).status_code == 422
    assert put(as_(lead), world.roads_handler, tomorrow(), "20:00", "23:00").status_code == 302
    assert Duty.objects.count() == 2


def test_a_turn_is_struck_off_once_and_says_by_whom_and_the_hour_is_free_again(as_, world, lead):
    put(as_(lead), world.roads_handler, tomorrow())
    for _again in range(2):
        assert as_(lead).send(reverse("dispatch:take_off_duty"), {"turn": Duty.objects.get().pk}).status_code == 302
    struck = Duty.objects.get()
    assert (struck.by, struck.struck_by) == (lead, lead)
    assert struck.at < struck.struck_at
    page = put(as_(lead), world.roads_handler, tomorrow(), ends="12:00")
    assert page.status_code == 302
    assert "struck off by" in as_("roads_handler").get(page["Location"]).content.decode()
    assert Duty.objects.standing().count() == 1


def test_what_is_over_stays(as_, world, lead):
    now = clock.now()
    over = Duty.objects.create(
        unit=world.roads, user=world.roads_handler, starts_at=now - minutes(90), ends_at=now - minutes(30)
    )
    as_(lead).send(reverse("dispatch:take_off_duty"), {"turn": over.pk})
    assert Duty.objects.get() == over


def test_only_the_lead_of_this_unit_changes_it(as_, world, lead):
    assert put(as_("roads_handler"), world.roads_handler, tomorrow()).status_code == 403
    assert put(as_(lead), world.roads_handler, tomorrow(), unit=world.water.pk).status_code == 404
    Membership.objects.create(user=lead, unit=world.water, role="unit_handler")
    lead = User.objects.get(pk=lead.pk)
    assert put(as_(lead), world.water_handler, tomorrow(), unit=world.water.pk).status_code == 403
    assert as_("dispatcher").get(ROSTER).status_code == 403
    assert as_("roads_handler").get(ROSTER, {"unit": world.water.pk}).status_code == 404
    assert "form-turn" not in as_("roads_handler").get(ROSTER).content.decode()
    assert "form-turn" in as_(lead).get(ROSTER).content.decode()
    assert not Duty.objects.exists()


@pytest.mark.parametrize("week", ["", "x", "2026-13-01", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_any_week_of_the_address_is_a_week(as_, week):
    page = as_("roads_handler").get(ROSTER, {"week": week})
    assert page.status_code == 200
    assert len(page.context["days"]) == 7
