"""command: the hall's line. It says what Enter will do, and Enter sends the page's own form through the same gate."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from dispatch import services
from dispatch.models import Assignment, Event, Note
from dispatch.workflow import Stage
from tests.cast import browser_of, make_unit
from units import clock

READ, COMMAND = reverse("dispatch:read_command"), reverse("dispatch:command")
JSON = {"Accept": "application/json"}


class Seat:
    """A person at the line: `said` is what it answers while one types, `enter` what happens then."""

    def __init__(self, browser):
        self.browser = browser

    def said(self, line):
        response = self.browser.post(READ, {"line": line}, headers=JSON)
        assert response.status_code == 200, response.content
        return response.json()

    def enter(self, line, *, key=None, version=None):
        version = self.said(line).get("version", "") if version is None else version
        body = {"line": line, "version": version, "key": str(key or uuid.uuid4())}
        response = self.browser.post(COMMAND, body, headers=JSON)
        return response.status_code, response.json()


@pytest.fixture
def seat(as_):
    return lambda who="dispatcher": Seat(as_(who))


def tail(ticket):
    return str(int(ticket.number[-4:]))


def units(ticket):
    return {(part.unit.code, part.part) for part in ticket.assignments.select_related("unit")}


# --- a ticket is opened ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", ["{n}", "{tail}", "o {tail}", "打开 {tail}", "开{tail}", "open {n}", "ｏ　{tail}"])
def test_a_ticket_opens_by_its_number_or_the_last_digits_of_todays(world, seat, words):
    ticket = world.ticket()
    answer = seat().said(words.format(n=ticket.number, tail=tail(ticket)))
    assert answer["place"] == ticket.get_absolute_url(), answer
    assert ticket.number in answer["says"]
    assert not answer["acts"]


def test_todays_ticket_goes_before_yesterdays_and_older_ones_are_chosen_from(world, seat):
    for days in (2, 1):
        with clock.at(clock.now() - timedelta(days=days)):
            world.ticket()
    answer = seat().said("1")
    assert len(answer["choices"]) == 2, "none of today: the older ones"
    ticket = world.ticket()
    assert seat().said("1")["place"] == ticket.get_absolute_url()
    assert seat().said(answer["choices"][0]["line"])["place"].endswith("-0001/")


def test_what_may_not_be_seen_is_not_there(world, seat):
    ticket = services.seal(world.ticket(), text="保密", by=world.shift_leader)
    assert "no ticket" in seat().said(tail(ticket))["says"]
    assert seat("shift_leader").said(tail(ticket))["place"]


# --- assign ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("unit", ["roads", "城市管理和综合执法局", "csglhzhzfj", "City Management"])
@pytest.mark.parametrize("word", ["p", "派", "assign"])
def test_a_lead_is_named_by_code_name_or_initials(world, seat, word, unit):
    ticket = world.ticket()
    line = f"{word} {tail(ticket)} {unit}"
    said = seat().said(line)
    assert said["acts"], said
    assert "City Management leads" in said["says"]
    status, answer = seat().enter(line)
    assert (status, answer["place"]) == (200, ticket.get_absolute_url())
    assert {("roads", "lead")} <= units(ticket)


def test_without_units_it_goes_as_the_duty_list_proposes(world, seat):
    ticket = world.ticket()
    assert seat().enter(f"p {tail(ticket)}")[0] == 200
    assert units(ticket) == {("roads", "lead"), ("water", "assist"), ("east", "assist")}


def test_named_units_are_exactly_those_the_first_one_leads(world, seat):
    ticket = world.ticket()
    assert seat().enter(f"派{tail(ticket)} 公安分局、供水公司")[0] == 200
    assert units(ticket) == {("police", "lead"), ("water", "assist")}


def test_an_ambiguous_word_lists_choices_and_nothing_is_sent(world, seat):
    make_unit("供水二公司", "company", code="water2")
    ticket = world.ticket()
    said = seat().said(f"p {tail(ticket)} 供水")
    assert said["wrong"]
    assert not said["acts"]
    assert {choice["label"] for choice in said["choices"]} == {"供水公司", "供水二公司"}
    assert seat().enter(f"p {tail(ticket)} 供水")[0] == 422
    assert not Assignment.objects.exists()
    assert seat().said(said["choices"][0]["line"])["acts"]


def test_whoever_may_not_assign_reads_so_and_the_gate_refuses(world, seat):
    ticket = world.ticket()
    said = seat("verifier").said(f"p {tail(ticket)}")
    assert said["wrong"]
    assert not said["acts"]
    assert seat("verifier").enter(f"p {tail(ticket)}", version=ticket.version)[0] == 403
    assert not Assignment.objects.exists()


def test_the_slower_of_two_reads_who_was_quicker_and_when(world, seat):
    ticket = world.ticket()
    version = seat().said(f"p {tail(ticket)}")["version"]
    services.assign(ticket, lead=world.police, by=world.shift_leader)
    status, answer = seat().enter(f"p {tail(ticket)}", version=version)
    assert status == 409
    assert world.shift_leader.label in answer["says"]
    assert ":" in answer["says"]
    assert units(ticket) == {("police", "lead")}


def test_the_same_key_assigns_once_and_answers_again(world, seat):
    ticket, key = world.ticket(), uuid.uuid4()
    first = seat().enter(f"p {tail(ticket)}", key=key, version=ticket.version)
    again = seat().enter(f"p {tail(ticket)}", key=key, version=ticket.version)
    assert (first[0], again[0]) == (200, 200)
    assert first[1]["place"] == again[1]["place"]
    assert Event.objects.filter(kind="assign").count() == 1


def test_without_a_version_nothing_is_assigned(world, seat):
    ticket = world.ticket()
    assert seat().enter(f"p {tail(ticket)}", version="")[0] == 422
    assert not Assignment.objects.exists()


def test_what_the_service_refuses_stands_beneath_the_line(world, seat):
    ticket = world.hand_back(world.ticket_at(Stage.HANDLING), world.roads, suggested_unit=world.fire)
    status, answer = seat().enter(f"p {tail(ticket)} roads")
    assert status == 422
    assert "handed the ticket back" in answer["says"]


# --- a unit's word -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("line", ["roads {n} 签收", "roads {n} qs", "City Management {n} accepted", "{n} roads 签收"])
def test_the_hall_enters_a_units_status_on_its_word(world, seat, line):
    ticket = world.ticket_at(Stage.HANDLING)
    line = line.format(n=tail(ticket))
    assert seat().said(line)["acts"], seat().said(line)
    assert seat().enter(line)[0] == 200
    part = world.part(ticket, world.roads)
    assert (part.status, part.handler_id) == ("accepted", None), "nobody of the centre handles"
    event = Event.objects.get(kind="accept")
    assert (event.by, event.seat, event.data["relayed"]) == (world.dispatcher, "A01", True)
    assert not part.clocks.running().filter(kind="acceptance").exists()


def test_the_order_of_the_table_holds_for_a_units_word_as_well(world, seat):
    ticket = world.ticket_at(Stage.HANDLING)
    line = f"roads {tail(ticket)} 到达"
    assert "not possible now" in seat().said(line)["says"]
    assert seat().enter(line, version=1)[0] == 409
    seat().enter(f"roads {tail(ticket)} 签收")
    seat().enter(f"roads {tail(ticket)} 出动")
    assert seat().enter(line)[0] == 200
    assert world.part(ticket, world.roads).status == "on_scene"
    page = seat().browser.get(ticket.get_absolute_url()).content.decode()
    assert "By telephone, on the word of" in page


def test_where_several_work_the_unit_must_be_named(world, seat):
    ticket = world.ticket_at(Stage.HANDLING)
    said = seat().said(f"{tail(ticket)} 签收")
    assert {choice["label"] for choice in said["choices"]} == {"City Management", "供水公司"}
    assert seat().said(said["choices"][0]["line"])["acts"]
    assert "works on this ticket" in seat().said(f"police {tail(ticket)} 签收")["says"]


@pytest.mark.parametrize("who", ["verifier", "callback", "arbiter"])
def test_only_whoever_dispatches_speaks_for_a_unit(world, seat, who):
    ticket = world.ticket_at(Stage.HANDLING)
    assert seat(who).enter(f"roads {tail(ticket)} 签收", version=1)[0] == 403
    assert world.part(ticket, world.roads).status == "sent"


def test_who_entered_a_units_word_may_still_verify(world):
    ticket = world.ticket_at(Stage.HANDLING)
    services.accept(world.part(ticket, world.roads), by=world.shift_leader)
    assert not services.handled(world.shift_leader, ticket)


# --- note, find, pages, help -------------------------------------------------------------------------------------------
def test_a_note_is_kept_and_its_words_stay_out_of_the_history(world, seat):
    ticket = world.ticket()
    line = f"记 {tail(ticket)} 住户 19900001234 已离开，大门锁着"
    said = seat("call_taker").said(line)
    assert said["kept"] == f"记 {tail(ticket)} "
    assert seat("call_taker").enter(line)[0] == 200
    assert Note.objects.get().text == "住户 19900001234 已离开，大门锁着"


def test_a_note_without_words_is_asked_for_them(world, seat):
    ticket = world.ticket()
    assert seat().enter(f"n {tail(ticket)}", version="")[0] == 422
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    ("line", "query"),
    [
        ("f 1601", "item=1601"),
        ("查 井盖缺失", "item=1601"),
        ("f 0042", "number=0042"),
        ("f to verify", "stage=verification"),
    ],
)
def test_find_leads_to_the_page_of_what_was_asked(world, seat, line, query):
    assert seat().said(line)["place"] == f"{reverse('dispatch:find')}?{query}"


def test_find_by_a_unit(world, seat):
    assert seat().said("f 供水公司")["place"].endswith(f"unit={world.water.pk}")


def test_words_and_a_telephone_are_found_while_typing_and_stay_in_no_history(world, seat):
    ticket = world.ticket(words="水务局门口的井盖不见了")
    for line in ("f 19900001234", "f 门口 井盖", "水务局门口"):
        said = seat().said(line)
        assert (said["place"], said["kept"], said["wrong"]) == (reverse("dispatch:find"), "", False), line
        assert said["choices"][0]["line"] == ticket.number
        assert said["sent"] == {"words": line.removeprefix("f ")}
    assert ["门口", True] in seat().said("f 门口 井盖")["choices"][0]["memo"]


@pytest.mark.parametrize("line", ["board", "boa", "看板", "kb", "go board", "g boa", "去 看板"])
def test_a_page_opens_by_its_name(world, seat, line):
    assert seat().said(line)["place"] == reverse("dispatch:board"), seat().said(line)


def test_a_page_that_the_role_does_not_open_is_no_page(world, seat):
    assert seat("dispatcher").said("silence")["wrong"]
    assert seat("shift_leader").said("silence")["place"] == reverse("dispatch:silence")


def test_the_beginning_of_a_word_is_completed(world, seat):
    ticket = world.ticket()
    said = seat().said(f"assi {tail(ticket)} roads")
    assert said["complete"] == f"assign {tail(ticket)} roads"
    assert said["acts"]


@pytest.mark.parametrize("line", ["?", "？", "help", "帮助"])
def test_a_question_mark_lists_what_can_be_said(world, seat, line):
    said = seat().said(line)
    assert len(said["choices"]) >= 7
    assert "派" in said["choices"][1]["memo"]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "   ",
        "xyzzy",
        "p",
        "p x",
        "n",
        "o",
        "99999999999999999999",
        "²",
        "42 到达 x",
        "\u0661",
        pytest.param("p 1" + "9" * 3000, id="too long"),
    ],
)
def test_what_is_no_command_is_a_sentence_and_never_an_error(world, seat, line):
    seat().said(line)
    status, answer = seat().enter(line, version="x")
    assert status == 422
    assert answer["says"]


def test_the_line_belongs_to_the_hall(world):
    for person in (world.roads_handler, world.collector, world.viewer, world.sysadmin):
        for url in (READ, COMMAND):
            response = browser_of(person).post(url, {"line": "?"}, headers=JSON)
            assert response.status_code == 403, (person, url)


def test_it_stands_on_the_halls_pages_and_nowhere_else(as_, world):
    assert 'id="commandline"' in as_("dispatcher").get(reverse("dispatch:board")).content.decode()
    assert 'id="commandline"' in as_("call_taker").get(reverse("intake:take")).content.decode()
    assert 'id="commandline"' not in as_("viewer").get(reverse("dispatch:board")).content.decode()
    assert 'id="commandline"' not in as_("roads_handler").get(reverse("dispatch:inbox")).content.decode()
