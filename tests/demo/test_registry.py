"""Units, people and words of the demo district against the figures that domain.md binds."""

import re
from collections import Counter

from config.demo import words
from config.demo.duty import duty_list
from config.demo.people import COLLEAGUES, SEATS, accounts, people
from config.demo.registry import units
from units.roles import ROLES

PLACEHOLDERS = {"属地街道(乡镇)", "社区(村)网格员"}


def test_every_body_of_the_duty_list_is_a_unit():
    names = {unit.name for unit in units()}
    leads = {row["lead_agency_zh"] for row in duty_list()}
    assists = {name for row in duty_list() for name in row["assist_agencies"].split(";") if name}
    assert len(duty_list()) == 126 and len({row["code"] for row in duty_list()}) == 36
    assert len(leads) == 14 and leads <= names and {u.name for u in units() if u.lead} == leads
    assert len(assists - leads - PLACEHOLDERS) == 27 and assists - PLACEHOLDERS <= names


def test_there_are_forty_teams_of_the_minimum_strength():
    teams = [unit for unit in units() if unit.kind == "team"]
    assert Counter(unit.team.category for unit in teams) == {"public": 23, "professional": 16, "expert": 1}
    (experts,) = [unit for unit in teams if unit.team.category == "expert"]
    assert experts.team.actual == 33
    strength = {unit.code: unit.team.norm for unit in teams}
    assert all(strength[code] >= 50 for code in ("team-riot", "team-crowd", "team-militia"))
    assert strength["team-medical"] >= 20
    assert {strength[f"team-{number:02d}"] for number in range(1, 21)} == {10, 15, 20}


def test_parents_come_first_and_codes_names_and_phones_are_never_given_twice():
    seen = {""}
    for unit in units():
        assert unit.parent in seen
        seen.add(unit.code)
    for field in ("code", "name", "name_en", "phone"):
        assert len({getattr(unit, field) for unit in units()}) == len(units()) == 102


def test_every_role_is_filled_and_every_cell_has_its_collector():
    roles = Counter(role for person in people() for role in person.roles)
    assert set(roles) == set(ROLES) - {"system"}
    assert roles["collector"] == len({person.cell for person in people() if person.cell}) == 529
    assert roles["call_taker"] == 4 and roles["dispatcher"] == 3
    handlers = Counter(p.unit for p in people() if "unit_handler" in p.roles)
    assert set(handlers) == {unit.code for unit in units() if unit.kind in ("agency", "company", "street")}
    assert {unit for unit, count in handlers.items() if count > 1} == set(COLLEAGUES)


def test_people_have_names_of_their_own_and_numbers_from_the_made_up_block():
    assert len({person.username for person in people()}) == len(people())
    assert len({person.phone for person in people()}) == len(people())
    assert all(re.fullmatch(r"1990000\d{4}", person.phone) for person in people())
    assert {person.seat for person in people()} - {""} == {seat.code for seat in SEATS}


def test_the_accounts_that_are_printed_exist_with_the_role_they_name():
    by_name = {person.username: person for person in people()}
    for account in accounts():
        assert account.role in by_name[account.username].roles


def test_every_item_has_words_of_callers_and_every_major_answers_of_units():
    assert set(words.CALLERS) == {row["item_code"] for row in duty_list()}
    assert all(len(sentences) >= 2 for sentences in words.CALLERS.values())
    assert set(words.FEEDBACK) == {row["code"] for row in duty_list()}
    slots = {slot for said in words.CALLERS.values() for text in said for slot in re.findall(r"{(\w*)}", text)}
    assert slots == {"place", "when", "n"}


def test_police_rescue_and_medical_may_be_sent_first():
    first = {unit.code for unit in units() if unit.responds_first}
    assert {"police", "fire", "ambulance", "team-rescue", "team-medical", "team-01"} <= first
    assert len(first) == 5 + 20 and not first & {"city", "water", "team-militia", "team-city"}
