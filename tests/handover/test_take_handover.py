"""The second signature, of who comes: another person, after the first, once."""

import uuid

import pytest

from dispatch import services
from dispatch.models import Handover
from tests.cast import make_person
from tests.handover.conftest import EN, address, give
from units.refusals import WrongStage


@pytest.fixture
def given(world, ledger):
    return give(ledger, world.shift_leader)


def test_the_one_who_comes_signs_with_a_word_of_his_own_once(as_, given, relief):
    page = as_(relief).get(address(given), **EN).content.decode()
    assert "Sign and take over" in page and "夜间有雨" in page
    once = uuid.uuid4()
    for _ in range(2):
        assert as_(relief).send(address(given, "take"), {"text": "三号席已修好"}, key=once).status_code == 302
    taken = Handover.objects.get()
    assert (taken.taken_by, taken.taken_words) == (relief, "三号席已修好")
    assert taken.taken_at > taken.given_at and services.intact(taken)
    page = as_("shift_leader").get(address(given), **EN).content.decode()
    assert "Signed by both" in page and "三号席已修好" in page and "take-form" not in page


def test_nobody_signs_on_both_sides(as_, given):
    page = as_("shift_leader").get(address(given), **EN).content.decode()
    assert "take-form" not in page
    assert as_("shift_leader").send(address(given, "take")).status_code == 403
    assert not Handover.objects.get().is_taken


def test_before_the_first_signature_nobody_takes(as_, ledger, relief):
    with pytest.raises(WrongStage):
        services.take_handover(ledger, by=relief)
    assert as_(relief).send(address(ledger, "take")).status_code == 409


def test_whoever_comes_too_late_reads_who_was_quicker(world, as_, given, relief):
    third = make_person("shift_leader", world.centre, "third")
    assert as_(relief).send(address(given, "take")).status_code == 302
    answer = as_(third).send(address(given, "take"), **EN)
    assert answer.status_code == 409
    assert relief.label in answer.content.decode()


def test_too_many_words_are_refused_at_their_field(as_, given, relief):
    answer = as_(relief).send(address(given, "take"), {"text": "长" * 2001}, **EN)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
