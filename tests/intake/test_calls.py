"""The list of calls behind the day's figures."""

import datetime

import pytest

from dispatch.models import Ticket
from intake import services
from intake.models import COUNTED, UNCOUNTED, Validity
from units import clock

URL = "/calls/"


@pytest.fixture
def some(world):
    """One call of each class, one with advice, and one that opened a ticket."""
    for validity in Validity:
        if validity not in COUNTED:
            services.dismiss(services.Contact(number="13800000021"), validity=validity, by=world.call_taker)
    services.advise(services.Contact(number="13900000022", name="李小兰"), advice="已解释。", by=world.call_taker)
    services.open_from_call(
        services.Contact(number="13700000033"), item=world.manhole, place=world.EAST, by=world.call_taker
    )


def rows(answer):
    assert answer.status_code == 200
    return answer.content.decode().count('<tr class="row">')


def test_it_shows_todays_calls_masked_with_their_ticket(world, as_, some):
    answer = as_("supervisor").get(URL)
    html = answer.content.decode()
    assert rows(answer) == 12
    assert "138****0021" in html and "李**" in html and Ticket.objects.get().number in html
    for secret in ("13800000021", "13900000022", "13700000033", "李小兰"):
        assert secret not in html


def test_it_is_narrowed_as_the_figures_are(world, as_, some):
    browser = as_("viewer")
    assert rows(browser.get(URL, {"valid": "1"})) == 2
    assert rows(browser.get(URL, {"counted": "1"})) == 12 - len(UNCOUNTED)
    assert rows(browser.get(URL, {"valid": "0"})) == 12 - len(UNCOUNTED) - 2
    assert rows(browser.get(URL, {"validity": "silent"})) == 1
    assert rows(browser.post(URL, {"number": "139 0000 0022"})) == 1
    assert rows(browser.post(URL, {"number": "139"})) == 0


def test_a_number_never_stands_in_an_address(world, as_, some):
    browser = as_("viewer")
    assert rows(browser.get(URL, {"number": "13900000022"})) == 12, "it is not even read"
    answer = browser.post(URL, {"number": "", "validity": "silent"})
    assert (answer.status_code, answer["Location"]) == (302, f"{URL}?validity=silent")


def test_another_day_is_another_list(world, as_, some):
    today = clock.local_day(clock.now())
    browser = as_("call_taker")
    assert rows(browser.get(URL, {"day": today.isoformat()})) == 12
    assert rows(browser.get(URL, {"day": (today - datetime.timedelta(days=1)).isoformat()})) == 0


@pytest.mark.parametrize("who", ["roads_handler", "collector", "sysadmin", "auditor"])
def test_it_belongs_to_those_who_see_all_tickets(world, as_, who):
    assert as_(who).get(URL).status_code == 403


def test_a_confidential_ticket_is_not_named_to_others(world, as_, some):
    Ticket.objects.update(confidential=True)
    number = Ticket.objects.get().number
    assert number not in as_("call_taker").get(URL).content.decode()
    assert number in as_("shift_leader").get(URL).content.decode()


def test_the_call_of_a_confidential_ticket_is_hidden_with_it_words_and_all(world, as_):
    """Its words are the ticket's; a number that is looked up must not say that it called."""
    contact = services.Contact(number="13700000033", words="只有授权的人可以看")
    ticket = services.open_from_call(contact, item=world.manhole, place=world.EAST, by=world.shift_leader)
    Ticket.objects.filter(pk=ticket.pk).update(confidential=True)
    seen = {
        who: rows(as_(who).post(URL, {"number": "13700000033"})) for who in ("dispatcher", "viewer", "shift_leader")
    }
    assert seen == {"dispatcher": 0, "viewer": 0, "shift_leader": 1}
    assert "授权" not in as_("dispatcher").get(URL).content.decode()


@pytest.mark.parametrize(
    "odd", [{"day": "x"}, {"day": "0000-00-00"}, {"valid": "2"}, {"validity": "?"}, {"number": "1" * 99},
            {"day": "\x00"}, {"number": "\x00"}, {"day": "99999-01-01"}, {"day": "9999-12-31"}, {"day": "0001-01-01"}],
)  # fmt: skip
def test_malformed_filters_are_answered_by_a_sentence(world, as_, odd):
    browser = as_("viewer")
    answer = browser.post(URL, odd) if "number" in odd else browser.get(URL, odd)
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()


def test_it_stays_within_its_queries(world, as_, some, django_assert_max_num_queries):
    browser = as_("call_taker")
    browser.get(URL)
    with django_assert_max_num_queries(14):
        browser.get(URL)
