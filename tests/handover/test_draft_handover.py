"""The ledger is drafted from the queues, each ticket once and what presses first; one waits at a time."""

import uuid

import pytest
from django.urls import reverse

from dispatch import handovers, services
from dispatch.models import Handover
from dispatch.workflow import Stage
from tests.cast import minutes
from tests.handover.conftest import EN, address, give
from units import clock, scope

LIST, DRAFT = reverse("dispatch:handovers"), reverse("dispatch:draft_handover")


def grouped(ledger):
    return {code: [line.number for line in lines] for code, _label, lines in handovers.groups(ledger)}


def test_it_holds_each_open_ticket_once_in_the_group_that_presses_most(world):
    with clock.at(clock.now() - minutes(40)):
        silent = world.ticket()
        services.assign(silent, lead=world.roads, assists=[], by=world.dispatcher)
        late = world.ticket()
    services.keep_time()
    urgent, owed = world.ticket(item=world.fight), world.ticket_at(Stage.CALLBACK)
    soon, calm = world.ticket(), world.ticket_at(Stage.VERIFICATION)
    world.ticket_at(Stage.CLOSED)
    ledger = services.draft_handover(by=world.shift_leader)
    found = grouped(ledger)
    assert (found["urgent"], found["silent"], found["overdue"]) == ([urgent.number], [silent.number], [late.number])
    assert (found["due"], found["callback"], found["open"]) == ([soon.number], [owed.number], [calm.number])
    every = [number for numbers in found.values() for number in numbers]
    assert len(every) == len(set(every)) == ledger.figures["open"] == 6
    assert (ledger.figures["urgent"], ledger.figures["silent"], ledger.figures["callback"]) == (1, 1, 1)


def test_supervised_and_confidential_matters_stand_there_and_say_so(world):
    ticket = world.ticket_at(Stage.HANDLING)
    part = world.part(ticket, world.roads)
    services.supervise(ticket, part=part, text="为何", minutes=30, by=world.shift_leader)
    hidden = services.seal(world.ticket(), text="保密", by=world.shift_leader)
    ledger = services.draft_handover(by=world.shift_leader)
    lines = {line["number"]: line for line in ledger.lines}
    assert (lines[ticket.number]["group"], lines[ticket.number]["unit"]) == ("urgent", world.roads.pk)
    assert lines[ticket.number]["supervised"] and lines[hidden.number]["confidential"]


def test_at_a_key_it_is_drafted_and_every_line_leads_to_its_ticket(world, as_):
    ticket = world.ticket_at(Stage.HANDLING)
    leader = as_("shift_leader")
    page = leader.get(LIST, **EN).content.decode()
    assert 'data-key="F9"' in page and "No shift was handed over yet" in page
    response = leader.send(DRAFT)
    (ledger,) = Handover.objects.all()
    assert (response.status_code, response["Location"]) == (302, address(ledger))
    page = leader.get(address(ledger), **EN).content.decode()
    assert f'href="{ticket.get_absolute_url()}"' in page and world.roads.name_en in page
    assert "19900001234" not in page, "no caller's number in it"


def test_sent_twice_there_is_one_and_a_second_leader_lands_on_it(world, as_, relief):
    key = uuid.uuid4()
    places = [as_("shift_leader").send(DRAFT, key=key)["Location"] for _ in range(2)]
    second = as_(relief)
    places.append(second.send(DRAFT, **EN)["Location"])
    assert len(set(places)) == 1 and Handover.objects.count() == 1
    assert "has drafted the ledger" in second.get(places[0], **EN).content.decode()


def test_what_was_given_is_taken_before_the_next_is_drafted(world, as_, ledger, relief):
    give(ledger, world.shift_leader)
    assert services.draft_handover(by=relief) == ledger
    services.take_handover(ledger, by=relief)
    assert services.draft_handover(by=relief) != ledger


@pytest.mark.parametrize("who", ["dispatcher", "supervisor", "sysadmin", "roads_handler", "collector"])
def test_it_is_the_shift_leaders(world, as_, ledger, who):
    for answer in (as_(who).get(LIST), as_(who).get(address(ledger)), as_(who).send(DRAFT)):
        assert answer.status_code == 403
    with scope.of(getattr(world, who)):
        assert not Handover.objects.exists(), "nor does the database show a row"


def test_reading_drafts_nothing_and_what_is_not_there_is_not_found(world, as_):
    assert as_("shift_leader").get(DRAFT).status_code == 405
    for pk in (1, 2**63):
        assert as_("shift_leader").get(f"{LIST}{pk}/").status_code == 404
    assert not Handover.objects.exists()


def test_the_history_goes_on_page_by_page(world, as_, relief, monkeypatch):
    monkeypatch.setattr("dispatch.views.handovers.PAGE", 2)
    people = [world.shift_leader, relief]
    for n in range(3):
        goes, comes = people[n % 2], people[1 - n % 2]
        services.take_handover(give(services.draft_handover(by=goes), goes, notes=f"第{n}班"), by=comes)
    page = as_("shift_leader").get(LIST).content.decode()
    assert "第2班" in page and "第0班" not in page
    older = as_("shift_leader").get(f"{LIST}?before={Handover.objects.order_by('pk')[1].pk}").content.decode()
    assert "第0班" in older and "第2班" not in older
    assert as_("shift_leader").get(f"{LIST}?before=x").status_code == 200
