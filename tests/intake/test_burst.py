"""Sixty calls about one fire within minutes, at four seats: one event, sixty callers, none lost, the worse news heard."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse

from dispatch.live import sequencer
from dispatch.live.deltas import Changes
from dispatch.models import Event, Feed, Party, Ticket
from intake.models import Call, Concern, Draft
from tests.cast import browser_of, make_person

PLACES = ("城东物流园三号仓库", "物流园那边仓库", "城东物流园的仓库")
SAID = ("在冒烟", "着火了，烟很大", "好像起火了", "冒黑烟，味道很重")
WORSE = {17: "有人被困在二楼", 31: "有人受伤，满脸是血", 44: "刚才爆炸了一声"}


def one_after_the_other(browsers, calls):
    """Each is typed, looked up, and joined to the first candidate; the first call of all opens the ticket."""
    for n in range(calls):
        words = f"{PLACES[n % 3]}{WORSE.get(n, SAID[n % 4])}"
        browser, key = browsers[n % len(browsers)], str(uuid.uuid4())
        call = {"number": f"138000000{n:02}", "words": words, "wants_callback": "on", "key": key}
        browser.post(reverse("intake:save_draft"), call)
        found = re.findall(
            r'name="ticket" value="([^"]+)"', browser.post(reverse("intake:matches"), call).content.decode()
        )
        if found:
            answer = browser.post(reverse("intake:join"), {**call, "ticket": found[0]})
        else:
            answer = browser.post(reverse("intake:take"), {**call, "item": "0201", "address": PLACES[0]})
        assert answer.status_code == 303, answer.content.decode()
        yield n, key, bool(found)


def test_sixty_callers_are_one_event_and_nobody_is_lost(world, as_):
    browsers = [browser_of(make_person("call_taker", world.centre)) for _ in range(3)] + [as_("dispatcher")]
    joined = [found for _n, _key, found in one_after_the_other(browsers, 60)]
    assert joined == [False] + [True] * 59
    ticket = Ticket.objects.get()
    assert Party.objects.filter(ticket=ticket, wants_callback=True).count() == 60
    assert Call.objects.count() == Concern.objects.filter(ticket=ticket).count() == 60 and not Draft.objects.exists()
    assert Event.objects.filter(kind="worsen").values_list("data__worse", flat=True).count() >= len(WORSE)
    told = [code for event in Event.objects.filter(kind="worsen") for code in event.data["worse"]]
    assert {"trapped", "injured", "explosion"} <= set(told)
    assert len(told) < 12, "what was said before is no news"
    sequencer.sequence_all()
    (row,) = Changes(list(Feed.objects.select_related("event"))).message("centre", "en")["rows"]
    assert (row["sound"], row["folds"]) == ("worse", True), (
        "they ring as one, and no plain caller after it silences the news"
    )
    assert "people trapped" in row["says"] and row["by"] is None, "of several people"


@pytest.mark.django_db(transaction=True)
def test_two_at_once_and_one_form_sent_twice_lose_and_double_nothing(world):
    ticket = world.ticket(words="物流园仓库冒烟", caller=None)
    people = [make_person("call_taker", world.centre) for _ in range(3)]
    browsers = [browser_of(people[max(n - 1, 0)]) for n in range(4)]
    key = str(uuid.uuid4())

    def send(n):
        # the first two are one form whose button was pressed twice; the others are two callers of two seats
        same = n < 2
        form = {"ticket": ticket.number, "words": "有人被困", "wants_callback": "on"}
        form |= {"key": key if same else str(uuid.uuid4()), "number": "13800000001" if same else f"1380000000{n}"}
        try:
            return browsers[n].post(reverse("intake:join"), form).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(send, range(4))) == [303] * 4
    assert Party.objects.filter(ticket=ticket).count() == Call.objects.count() == 3
    assert Event.objects.filter(ticket=ticket, kind="join").count() == 3
    assert Event.objects.filter(ticket=ticket, kind="worsen").count() == 1, (
        "said three times at once, it is one piece of news"
    )
