"""One call, two matters: it rang once and counts once, and both tickets stand with the telephone's times (A14)."""

import re
from datetime import timedelta

import pytest

from dispatch.models import Clock, Party, Ticket
from intake.models import Call, Concern, Draft
from intake.services import claim
from tests.intake.exchange import Line
from units import clock

URL = "/calls/new/"
HOLE = {
    "number": "13900000000",
    "name": "王小明",
    "words": "井盖不见了",
    "lon": "112.005",
    "lat": "28.005",
    "item": "1601",
}
LAMP = {**HOLE, "words": "路灯也不亮", "item": "1602", "wants_callback": "on"}


@pytest.fixture
def taker(as_):
    return as_("call_taker")


@pytest.fixture
def call(world, taker):
    """A call that rang, was answered, and is saved with its first matter; the caller talks on."""
    line = Line()
    ring = claim(line.ring(ago=60), by=world.call_taker)
    line.say("answered", ago=52)
    assert taker.send(URL, HOLE, key=ring.key).status_code == 303
    found = Call.objects.get()
    found.line = line
    return found


def test_the_saved_call_leads_to_a_form_that_knows_its_caller(taker, call):
    page = taker.get(f"{URL}?fresh=1").content.decode()
    assert f"?fresh=1&amp;of={call.pk}" in page
    page = taker.get(f"{URL}?fresh=1&of={call.pk}").content.decode()
    assert re.search(rf'name="of"[^>]*value="{call.pk}"|value="{call.pk}"[^>]*name="of"', page)
    assert "王小明" in page and "Another matter of the same call" in page


def test_both_matters_stand_with_one_call_and_its_times(taker, call):
    assert taker.send(URL, {**LAMP, "of": call.pk}).status_code == 303
    call.line.say("hung_up")
    one = Call.objects.get()
    assert (one.answered_at - one.rang_at).total_seconds() == pytest.approx(8, abs=1.5)
    assert one.ended_at
    tickets = Ticket.objects.order_by("pk")
    assert [ticket.item.code for ticket in tickets] == ["1601", "1602"]
    assert Concern.objects.filter(call=one, opened=True).count() == 2
    assert Party.objects.filter(ticket=tickets[1]).get().phone == "13900000000"
    listed = taker.get("/calls/").content.decode()
    assert all(ticket.number in listed for ticket in tickets)


def test_the_dispatch_clock_of_the_second_matter_begins_with_its_own_first_key(taker, call):
    before = Call.objects.get().entered_at
    taker.send(URL, {**LAMP, "of": call.pk, "began": str((clock.now() - timedelta(seconds=5)).timestamp() * 1000)})
    ticket = Ticket.objects.latest("pk")
    assert 4 < (clock.now() - ticket.entered_at).total_seconds() < 15
    assert Clock.objects.get(ticket=ticket, kind="dispatch").started_at == ticket.entered_at
    assert Call.objects.get().entered_at == before


@pytest.mark.parametrize(
    ("second", "validity"),
    [((URL, {**LAMP, "item": "0201"}), "police"), (("/calls/advise/", {"advice": "请拨打12348"}), "non_police")],
)
def test_the_weightier_matter_names_the_call(taker, call, second, validity):
    url, data = second
    assert taker.send(url, {**data, "of": call.pk}).status_code == 303
    assert (Call.objects.get().validity, Call.objects.get().advice) == (validity, data.get("advice", ""))


def test_a_second_matter_joins_a_ticket_that_others_opened(world, taker, call):
    other = world.ticket(item=world.lamp)
    assert taker.send("/calls/join/", {**LAMP, "ticket": other.number, "of": call.pk}).status_code == 303
    assert set(Concern.objects.filter(call=call).values_list("opened", flat=True)) == {True, False}
    own = Ticket.objects.get(concerns__call=call, concerns__opened=True)
    again = taker.send("/calls/join/", {**LAMP, "ticket": own.number, "of": call.pk})
    assert again.status_code == 422
    assert own.number in again.content.decode()


def test_the_call_is_saved_so_it_is_no_silent_one_any_more(taker, call):
    answer = taker.send("/calls/dismiss/", {"validity": "silent", "of": call.pk})
    assert answer.status_code == 422
    assert "saved with its first matter" in answer.content.decode()
    assert Call.objects.get().validity == "non_police"


@pytest.mark.parametrize("which", ["another's", "too long ago", "none"])
def test_what_is_not_ones_own_call_of_just_now_stands_as_a_call_of_its_own(world, taker, call, which):
    given = "999999999999" if which == "none" else call.pk
    if which == "another's":
        Call.objects.update(by=world.dispatcher)
    if which == "too long ago":
        Call.objects.update(entered_at=clock.now() - timedelta(hours=3), saved_at=clock.now() - timedelta(hours=2))
    assert "王小明" not in taker.get(f"{URL}?fresh=1&of={given}").content.decode().split('id="call-form"')[1]
    assert taker.send(URL, {**LAMP, "of": given}).status_code == 303
    assert Call.objects.count() == 2


def test_a_parked_second_matter_comes_back_as_one(taker, call):
    draft = {"key": "6f7f7c2e-0000-4000-8000-000000000001", "of": call.pk}
    assert taker.post("/calls/draft/", draft).json()["saved"] is None, "nothing stands in it yet"
    taker.post("/calls/draft/", {**draft, "words": "路灯"})
    page = taker.get(f"{URL}?draft={Draft.objects.get().pk}").content.decode()
    assert "Another matter of the same call" in page


def test_nonsense_instead_of_a_call_does_no_harm(taker, call):
    for nonsense in ("x", "-1", "9" * 40, "%00"):
        assert taker.get(f"{URL}?fresh=1&of={nonsense}").status_code == 200
        assert taker.send(URL, {**LAMP, "of": nonsense}).status_code == 303
