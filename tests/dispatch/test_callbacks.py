"""The call-back desk's queue: next due on top and open, one party answers for all its tickets, nobody is rung at a bad time."""

import re
import uuid

import pytest
from django.urls import reverse

from dispatch import services
from dispatch.models import Callback, Ticket
from dispatch.workflow import Stage
from tests.cast import minutes
from tests.dispatch.verbs import WORDS, events
from units import clock

DESK = reverse("dispatch:callbacks")
EN = {"headers": {"Accept-Language": "en"}}
OTHER = services.Caller(name="李小红", phone="19900005678", wants_callback=True)


def page(browser, address=DESK):
    response = browser.get(address, **EN)
    assert response.status_code == 200
    return response.content.decode()


def slot(ticket, at):
    Ticket.objects.filter(pk=ticket.pk).update(callback_at=at)


def said(form, *tickets, **answers):
    """A form as the page draws it, with the same answers for every ticket named."""
    fields = {f"version_{ticket.pk}": Ticket.objects.get(pk=ticket.pk).version for ticket in tickets}
    for ticket in tickets if form == "reached" else ():
        whole = {"solved": "solved", "result": 3, "process": 2, "disposition": "later", **answers}
        fields |= {f"{name}_{ticket.pk}": value for name, value in whole.items()}
    return fields | ({} if form == "reached" else {"outcome": "no_answer", "slot": "evening", "text": "", **answers})


def send(browser, form, ticket, data, **more):
    return browser.send(reverse(f"dispatch:{form}", args=[ticket.number]), data, **more)


@pytest.fixture
def three(world):
    """One number with two tickets, another with one that is due first."""
    first, second = (world.ticket_at(Stage.CALLBACK) for _ in range(2))
    other = world.ticket_at(Stage.CALLBACK, caller=OTHER)
    now = clock.now()
    for ticket, ago in ((first, 20), (second, 10), (other, 30)):
        slot(ticket, now - minutes(ago))
    return first, second, other


def test_next_due_stands_on_top_and_is_open_and_a_party_stands_there_once(as_, three):
    first, _second, other = three
    html = page(as_("callback"))
    assert re.findall(r'id="g-(\d+)"', html) == [str(other.pk), str(first.pk)]
    assert f"version_{other.pk}" in html
    assert f"version_{first.pk}" not in html
    assert "2 tickets" in html
    assert "199****5678" in html
    assert "19900005678" not in html
    assert "李小红" not in html


def test_a_slot_that_lies_ahead_waits_below_whatever_came_first(as_, three):
    first, _second, other = three
    slot(other, clock.now() + minutes(90))
    html = page(as_("callback"))
    assert re.findall(r'id="g-(\d+)"', html) == [str(first.pk), str(other.pk)]
    assert "1 now, 2 in all" in html


def test_the_number_is_shown_by_one_key_and_the_look_is_kept(as_, world, three):
    other = three[2]
    browser = as_("callback")
    html = page(browser)
    assert 'data-key="P"' in html
    party = other.parties.get()
    data = {"party_id": party.pk, "text": "To call back"}
    answer = send(browser, "reveal", other, data, headers={"HX-Request": "true"})
    assert "19900005678" in answer.content.decode()
    (event,) = events(other, "reveal")
    assert event.by == world.callback


def test_one_call_answers_for_all_tickets_of_the_party(as_, world, three):
    first, second, other = three
    data = said("reached", first, second) | {f"solved_{second.pk}": "not_solved", f"text_{second.pk}": WORDS}
    response = send(as_("callback"), "reached", first, data)
    assert response.url == DESK
    stages = dict(Ticket.objects.values_list("pk", "stage"))
    assert (stages[first.pk], stages[second.pk], stages[other.pk]) == ("closed", "assignment", "callback")
    assert Callback.objects.filter(outcome="reached", at__lte=clock.now()).count() == 2
    assert services.not_solved(Ticket.objects.get(pk=second.pk))


def test_a_ticket_that_was_not_asked_about_stays(as_, three):
    first, second, _other = three
    data = said("reached", first, second) | {f"solved_{second.pk}": ""}
    send(as_("callback"), "reached", first, data)
    assert Ticket.objects.get(pk=second.pk).stage == Stage.CALLBACK


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"solved": ""}, "solved"), ({"solved": "x"}, "solved"), ({"disposition": ""}, "disposition"),
        ({"disposition": "void"}, "disposition"), ({"process": "1"}, "text"), ({"result": "9"}, "result"),
        ({"solved": "not_solved", "text": ""}, "text"), ({"text": "字" * 2001}, "text"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_at_its_ticket_and_nothing_is_half_kept(as_, three, answers, field):
    first, second, _other = three
    data = said("reached", first, second)
    data |= {f"{name}_{second.pk}": value for name, value in answers.items()}
    if answers == {"solved": ""}:
        data[f"solved_{first.pk}"] = ""
        second = first
    response = send(as_("callback"), "reached", first, data)
    assert response.status_code == 422
    assert f'id="id_reached_{field}_{second.pk}-error"' in response.content.decode()
    assert not Callback.objects.exists()


def test_nobody_answered_counts_once_for_each_ticket_that_was_due(as_, three):
    first, second, _other = three
    slot(second, clock.now() + minutes(300))
    browser = as_("callback")
    html = page(browser, reverse("dispatch:callback", args=[first.number]))
    not_reached = html[html.index('id="form-not-reached"') :]
    assert f"version_{first.pk}" in not_reached
    assert f"version_{second.pk}" not in not_reached
    assert send(browser, "not_reached", first, said("not_reached", first)).url == DESK
    assert (first.callbacks.count(), second.callbacks.count()) == (1, 0)
    first.refresh_from_db()
    assert first.callback_at > clock.now()


def test_the_third_is_said_before_it_is_kept(as_, world, three):
    other = three[2]
    for _attempt in range(2):
        services.attempt(other, outcome="no_answer", by=world.callback)
    html = page(as_("callback"), reverse("dispatch:callback", args=[other.number]))
    assert "This is a third attempt" in html
    assert html.count(" of 3: ") == 2


def test_two_desks_answer_one_party_and_one_of_them_wins(as_, world, three):
    first, second, _other = three
    data = said("reached", first, second)
    slow = data | {f"text_{first.pk}": WORDS}
    services.attempt(first, outcome="no_answer", by=world.shift_leader)
    response = send(as_("callback"), "reached", first, slow)
    html = response.content.decode()
    assert response.status_code == 409
    assert world.shift_leader.name in html
    assert WORDS in html
    assert not Callback.objects.filter(outcome="reached").exists()
    services.close(second, reply=services.Reply("solved"), disposition="later", by=world.shift_leader)
    assert send(as_("callback"), "reached", first, slow).status_code == 409
    assert not Callback.objects.filter(ticket=first, outcome="reached").exists()


def test_the_same_form_sent_twice_is_kept_once(as_, three):
    first, second, _other = three
    browser, key, data = as_("callback"), uuid.uuid4(), said("reached", first, second)
    assert [send(browser, "reached", first, data, key=key).status_code for _ in range(2)] == [302, 302]
    assert Callback.objects.count() == 2


def test_without_versions_it_says_that_the_page_was_not_whole(as_, three):
    assert send(as_("callback"), "reached", three[0], {}).status_code == 422
    assert send(as_("callback"), "not_reached", three[0], {"outcome": "no_answer"}).status_code == 422
    assert not Callback.objects.exists()


def test_what_the_desk_cannot_end_is_the_shift_leaders(as_, world):
    over = world.unreached()
    found = services.find_unreasonable(world.not_solved(), text="已三次答复", by=world.dispatcher)
    for who, signs in (("callback", False), ("shift_leader", True)):
        html = page(as_(who))
        assert over.number in html
        assert f'id="g-{over.pk}"' not in html
        assert (found.number in html) == signs


def test_what_left_the_queue_leads_to_its_ticket(as_, world):
    ticket = world.ticket_at(Stage.CLOSED)
    browser = as_("callback")
    assert browser.get(reverse("dispatch:callback", args=[ticket.number])).url == ticket.get_absolute_url()
    assert browser.get(reverse("dispatch:callback", args=[ticket.number]) + "?fragments=1").status_code == 200
    assert send(browser, "reached", ticket, said("reached", ticket)).status_code == 302
    assert events(ticket, "close").count() == 1


@pytest.mark.parametrize(
    ("who", "status"), [("dispatcher", 403), ("verifier", 403), ("roads_handler", 403), ("viewer", 403)]
)
def test_it_is_the_desks(as_, who, status):
    assert as_(who).get(DESK).status_code == status


def test_a_confidential_ticket_is_nobodys_business_here(as_, three):
    other = three[2]
    Ticket.objects.filter(pk=other.pk).update(confidential=True)
    assert other.number not in page(as_("callback"))
    assert as_("callback").get(reverse("dispatch:callback", args=[other.number])).status_code == 404
    assert f'id="g-{other.pk}"' in page(as_("shift_leader"))


def test_the_refetched_list_is_the_list_of_the_page(as_, three):
    browser = as_("callback")
    html = page(browser)
    refetch = re.search(r'data-refetch="([^"]+)"', html).group(1)
    fragment = page(browser, refetch)
    assert re.findall(r'id="g-(\d+)"', fragment) == re.findall(r'id="g-(\d+)"', html)
    assert "<form" not in fragment
