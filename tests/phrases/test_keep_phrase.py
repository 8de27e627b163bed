"""Phrases and templates: whose they are, who keeps them, who reads them, and what two do at once."""

import uuid

import pytest
from django.urls import reverse

from dispatch import services
from dispatch.models import Phrase
from dispatch.services.phrases import MOST
from tests.cast import make_person
from units import scope

PAGE, KEEP = reverse("dispatch:phrases"), reverse("dispatch:keep_phrase")
EN = {"headers": {"Accept-Language": "en"}}
FORM = {"kind": "phrase", "words": "请保持电话畅通", "sort": ""}


def change(phrase):
    return reverse("dispatch:change_phrase", args=[phrase.pk])


def end(phrase):
    return reverse("dispatch:end_phrase", args=[phrase.pk])


def shown(browser):
    return browser.get(PAGE).content.decode()


def test_ones_own_are_kept_once_and_seen_by_nobody_else(world, as_):
    taker, key = as_("call_taker"), uuid.uuid4()
    for _turn in range(2):
        assert taker.send(KEEP, FORM, key=key).status_code == 302
    phrase = Phrase.objects.get()
    assert (phrase.owner, phrase.unit, phrase.sort) == (world.call_taker, None, 1)
    assert phrase.words in shown(taker)
    for who in ("dispatcher", "shift_leader", "roads_handler"):
        browser = as_(who)
        assert phrase.words not in shown(browser)
        for url in (change(phrase), end(phrase)):
            assert browser.send(url, {**FORM, "version": 1}).status_code == 404
    for who, seen in (("call_taker", 1), ("dispatcher", 0), ("shift_leader", 0), ("roads_handler", 0)):
        with scope.of(getattr(world, who)):
            assert Phrase.objects.count() == seen


def test_the_centres_are_kept_by_the_shift_leader_and_read_by_the_whole_hall(world, as_):
    assert as_("shift_leader").send(KEEP, {**FORM, "whose": "centre"}).status_code == 302
    phrase = Phrase.objects.get()
    assert (phrase.owner, phrase.unit) == (None, None)
    for who in ("call_taker", "dispatcher", "verifier", "callback", "arbiter"):
        assert phrase.words in shown(as_(who))
    assert as_("dispatcher").send(KEEP, {**FORM, "whose": "centre"}).status_code in (302, 422)
    assert not Phrase.objects.filter(owner=None).exclude(pk=phrase.pk).exists()
    for url in (change(phrase), end(phrase)):
        assert as_("dispatcher").send(url, {**FORM, "version": 1}).status_code == 403
    assert phrase.words not in shown(as_("roads_handler"))


def test_a_units_are_kept_by_its_lead_and_read_by_its_people_alone(world, as_):
    lead = make_person("unit_lead", world.roads, "roads_lead")
    assert as_(lead).send(KEEP, FORM).status_code == 302
    phrase = Phrase.objects.get()
    assert phrase.unit == world.roads
    assert phrase.words in shown(as_("roads_handler"))
    assert as_("roads_handler").send(KEEP, FORM).status_code == 403
    assert as_("roads_handler").send(end(phrase)).status_code == 403
    for who in ("water_handler", "dispatcher", "shift_leader"):
        assert phrase.words not in shown(as_(who))
        with scope.of(getattr(world, who)):
            assert not Phrase.objects.exists()


def test_of_two_who_change_one_the_second_chooses(world, as_):
    phrase = services.keep_phrase(kind="phrase", words="甲", by=world.shift_leader)
    other = make_person("shift_leader", world.centre, "leader2")
    was = {"was-kind": "phrase", "was-words": "甲", "was-sort": "1", "version": 1}
    assert as_(other).send(change(phrase), {**FORM, **was, "words": "乙", "sort": 3}).status_code == 302
    answer = as_("shift_leader").send(change(phrase), {**FORM, **was, "words": "丙", "sort": 1}, **EN)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert page.count("<fieldset") == 1 and "乙" in page and "丙" in page and other.label in page
    now = {**was, "was-words": "乙", "was-sort": "3", "version": 2, "asked": ["words"], "choice-words": "mine"}
    assert as_("shift_leader").send(change(phrase), {**FORM, **now, "words": "丙", "sort": 3}).status_code == 302
    phrase.refresh_from_db()
    assert (phrase.words, phrase.sort, phrase.version) == ("丙", 3, 3)


def test_taken_out_it_stays_in_the_table_and_the_second_hears_by_whom(world, as_):
    phrase = services.keep_phrase(kind="phrase", words="甲乙丙", by=world.shift_leader)
    leader = as_("shift_leader")
    assert leader.send(end(phrase)).status_code == 302
    assert phrase.words not in shown(leader)
    for answer in (leader.send(end(phrase), **EN), leader.send(change(phrase), {**FORM, "version": 1}, **EN)):
        assert answer.status_code == 409
        assert world.shift_leader.label in answer.content.decode()
    assert Phrase.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"words": ""}, {"words": "长" * 501}, {"kind": "x"}, {"sort": "0"}, {"sort": "x"}, {"whose": "unit:1"}]
)
def test_bad_input_is_said_beside_its_field(as_, wrong):
    answer = as_("shift_leader").send(KEEP, {**FORM, "whose": "centre", **wrong}, **EN)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Phrase.objects.exists()


def test_there_are_no_more_than_can_be_found_in_a_list(world, as_):
    for n in range(MOST):
        services.keep_phrase(kind="phrase", words=f"第{n}句", owner=world.call_taker, by=world.call_taker)
    assert as_("call_taker").send(KEEP, FORM).status_code == 422
    assert as_("call_taker").send(KEEP, {**FORM, "kind": "template"}).status_code == 302


def test_strangers_have_no_phrases(as_):
    for who in ("supervisor", "viewer", "sysadmin", "collector"):
        for url in (PAGE, reverse("dispatch:side_panel")):
            assert as_(who).get(url).status_code == 403
        assert as_(who).send(KEEP, FORM).status_code == 403
    assert as_("shift_leader").send(reverse("dispatch:end_phrase", args=[2**63])).status_code == 404
