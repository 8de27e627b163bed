"""How loud each sound is: chosen by each person, kept on the server; in the hall two of them are never off."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from units import sounds
from units.models import User

URL = reverse("sounds")
EN = {"headers": {"Accept-Language": "en"}}


def all_at(user, volume, **more):
    return {**dict.fromkeys(sounds.kinds(user), volume), **more}


def test_what_is_chosen_is_kept_and_stands_in_every_page(world, as_):
    taker = as_("call_taker")
    page = taker.get(URL, **EN).content.decode()
    assert page.count("data-try=") == len(sounds.kinds(world.call_taker)) == 15
    assert taker.send(URL, all_at(world.call_taker, 60, ringing=30, drill=0)).status_code == 302
    kept = User.objects.get(pk=world.call_taker.pk).volumes
    assert (kept["ringing"], kept["overdue"], kept["drill"]) == (30, 60, 0)
    page = taker.get(reverse("intake:take") + "?fresh=1").content.decode()
    assert 'name="volumes" content="ringing:30 ' in page and "drill:0" in page
    assert 'name="floors" content="ringing:30 new_p1:30 worse:30"' in page
    assert "drill:100" in as_("dispatcher").get(URL).content.decode(), "each person has his own"


@pytest.mark.parametrize("kind", ["ringing", "new_p1"])
def test_in_the_hall_two_are_never_off_and_it_says_why(world, as_, kind):
    answer = as_("dispatcher").send(URL, all_at(world.dispatcher, 50, **{kind: 0}), **EN)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'id="id_{kind}-error"' in page and "nobody hears it" in page and "whoever sits here must hear them" in page
    assert User.objects.get(pk=world.dispatcher.pk).volumes is None
    User.objects.filter(pk=world.dispatcher.pk).update(volumes={kind: 0})
    assert sounds.volumes(User.objects.get(pk=world.dispatcher.pk))[kind] == sounds.FLOOR, "nor past the form"


def test_a_unit_may_turn_off_all_of_its_own(world, as_):
    assert "ringing" not in sounds.kinds(world.roads_handler)
    assert as_("roads_handler").send(URL, all_at(world.roads_handler, 0)).status_code == 302
    page = as_("roads_handler").get(reverse("dispatch:inbox")).content.decode()
    assert "new_p1:0" in page and 'name="floors" content=""' in page


@pytest.mark.parametrize("wrong", ["101", "-1", "x", ""])
def test_bad_input_is_said_beside_its_field(world, as_, wrong):
    answer = as_("roads_handler").send(URL, all_at(world.roads_handler, 50, warn=wrong), **EN)
    assert answer.status_code == 422
    assert 'id="id_warn-error"' in answer.content.decode()


def test_every_sound_has_a_tune_of_its_own_and_a_name():
    source = (Path(settings.BASE_DIR) / "static" / "js" / "sound.js").read_text()
    tunes = dict(re.findall(r"^  (\w+): \{ notes: (\[\[.*?\]\])", source, re.M))
    assert set(tunes) == set(sounds.LABELS)
    assert len(set(tunes.values())) == len(tunes)
