"""A dialogue is taken by one, answered, gathered into a call, and goes on after that."""

import re
import uuid

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from dispatch import outbox, services
from dispatch.models import Delivery, Party, Ticket
from dispatch.models.tickets import Source
from intake.models import Call, Dialogue, Draft, TextMessage
from tests.cast import minutes
from tests.intake.exchange import Line
from tests.intake.provider import NUMBER, press, write
from tests.intake.test_hear_text import JSON, aged, claim
from units import clock

PLACE = {"lon": 112.005, "lat": 28.005, "item": "1601", "number": NUMBER}


@pytest.fixture
def held(world, as_):
    """(the call taker's browser, a dialogue that he has taken)"""
    taker, dialogue = as_("call_taker"), write("井盖没了")
    assert claim(taker, dialogue).status_code == 200
    dialogue.refresh_from_db()
    return taker, dialogue


def answer(browser, dialogue, words="马上派人", read_to="", **more):
    said = {"dialogue": dialogue.pk, "words": words, "read_to": read_to}
    return browser.send("/calls/texts/answer/", said, headers=JSON, **more)


def test_the_strip_shows_what_waits_alarms_first_then_who_has_waited_longest(world, as_):
    write("后来的", number="13700000001", ago=5)
    write("先来的", number="13700000002", ago=70)
    press()
    html = as_("call_taker").get("/calls/lines/").content.decode()
    first, second = html.split('class="line-text')[1:3]
    assert "Silent alarm" in first
    assert 'data-key="Shift+F1"' in first
    assert "先来的" in second
    assert "hot" in second.split(">")[0], "somebody has waited for more than a minute: ▲"
    assert "data-unanswered" in second
    assert 'data-key="Shift+F1"' not in second
    assert "13700000002" not in html, "numbers are masked"
    assert 'class="line-more"' in html


def test_taking_it_opens_its_form_with_the_conversation_beside_and_nothing_gathered_by_itself(held, world):
    taker, dialogue = held
    page = taker.get(f"/calls/new/?draft={dialogue.key}").content.decode()
    form = page.split('id="call-form"')[1].split("</form>")[0]
    assert f'name="key" value="{dialogue.key}"' in form
    assert f'value="{NUMBER}"' in form
    assert "井盖没了" not in form
    assert "井盖没了" in page.split('id="talk"')[1].split("</section>")[0]
    assert (dialogue.holder, dialogue.version) == (world.call_taker, 2)


def test_of_two_who_take_it_the_second_reads_who_was_first(held, world, as_):
    taker, dialogue = held
    late = claim(as_("dispatcher"), dialogue)
    assert late.status_code == 409
    assert world.call_taker.name in late.json()["sentence"]
    assert claim(taker, dialogue).status_code == 200, "his own again is no conflict"


def test_a_deserted_dialogue_is_taken_over_with_what_was_typed(held, world, as_):
    taker, dialogue = held
    typed = {"key": str(dialogue.key), "words": "井盖", "number": NUMBER}
    assert taker.post("/calls/draft/", typed).status_code == 200
    aged(dialogue, seen_at=60)
    leader = as_("shift_leader")
    assert "no sign of life" in leader.get("/calls/lines/").content.decode()
    assert claim(leader, dialogue).status_code == 200
    assert Draft.objects.get().user == world.shift_leader
    assert taker.post("/calls/draft/", typed).status_code == 409
    assert taker.send("/calls/new/", {**PLACE}, key=dialogue.key).status_code == 409
    assert answer(taker, dialogue).status_code == 409


def test_a_sign_of_life_keeps_it(held):
    taker, dialogue = held
    aged(dialogue, seen_at=60)
    assert taker.post("/calls/lines/alive/").status_code == 204
    dialogue.refresh_from_db()
    assert (clock.now() - dialogue.seen_at).total_seconds() < 10
    assert "data-mine" in taker.get("/calls/lines/").content.decode()


def test_an_answer_leaves_once_and_stops_the_waiting(held, world):
    taker, dialogue = held
    key = uuid.uuid4()
    assert {answer(taker, dialogue, key=key).status_code for _ in range(2)} == {200}
    message = TextMessage.objects.get(direction="out")
    assert (message.words, message.by, message.sent_at) == ("马上派人", world.call_taker, None)
    delivery = Delivery.objects.get()
    assert (delivery.handler, delivery.payload, delivery.ticket) == ("text", {"message": message.pk}, None)
    dialogue.refresh_from_db()
    assert dialogue.waits_since is None
    page = taker.get(f"/calls/texts/conversation/?dialogue={dialogue.pk}").content.decode()
    assert "on its way" in page
    assert "waits for an answer" not in page


@pytest.mark.parametrize("words", ["", "  ", "长" * 301])
def test_an_answer_has_words_and_not_too_many(held, words):
    taker, dialogue = held
    refused = answer(taker, dialogue, words)
    assert refused.status_code == 422
    assert refused.json()["sentence"]
    assert not TextMessage.objects.filter(direction="out").exists()


def test_a_device_without_a_number_takes_no_answer(world, as_):
    dialogue, taker = press(), as_("call_taker")
    claim(taker, dialogue)
    assert answer(taker, dialogue).status_code == 422
    assert 'id="id_answer"' not in taker.get(f"/calls/new/?draft={dialogue.key}").content.decode()


def test_saved_it_is_a_call_by_text_that_opens_a_ticket(held, world):
    taker, dialogue = held
    assert taker.send("/calls/new/", {**PLACE, "words": "井盖没了"}, key=dialogue.key).status_code == 303
    call, ticket = Call.objects.get(), Ticket.objects.get()
    dialogue.refresh_from_db()
    assert (call.channel, ticket.source, dialogue.call, dialogue.waits_since) == (Source.SMS, Source.SMS, call, None)
    assert dialogue.closed_at is None
    page = taker.get(f"/calls/texts/dialogue/?dialogue={dialogue.pk}").content.decode()
    assert ticket.number in page


def test_it_joins_a_ticket_as_well(held, world):
    ticket = world.ticket()
    taker, dialogue = held
    sent = taker.send("/calls/join/", {"ticket": ticket.number, "number": NUMBER}, key=dialogue.key)
    assert sent.status_code == 303
    dialogue.refresh_from_db()
    assert dialogue.call.concerns.get().ticket == ticket


def test_text_only_goes_with_the_call_to_the_unit_and_to_the_call_back_desk(held, world, as_):
    taker, dialogue = held
    assert taker.send("/calls/texts/only/", {"dialogue": dialogue.pk, "on": "1"}, headers=JSON).status_code == 200
    taker.send("/calls/new/", {**PLACE, "wants_callback": "on"}, key=dialogue.key)
    assert (Call.objects.get().text_only, Party.objects.get().text_only) == (True, True)
    ticket, sentence = Ticket.objects.get(), "Reach the caller by text only"
    assert sentence in as_("dispatcher").get(ticket.get_absolute_url()).content.decode()
    services.assign(ticket, lead=world.roads, assists=[], by=world.dispatcher)
    part = world.part(ticket, world.roads)
    assert sentence in as_("roads_handler").get(reverse("dispatch:part", args=[part.pk])).content.decode()
    group = {"group": {"party": Party.objects.get(), "first": ticket, "tickets": []}}
    assert sentence in render_to_string("dispatch/_callback_party.html", group)
    again = taker.send("/calls/texts/only/", {"dialogue": dialogue.pk, "on": "0"}, headers=JSON)
    assert again.status_code == 409, "once saved it is a fact of the ticket's caller"


def test_a_silent_alarm_brings_danger_and_no_call_back_into_its_form(world, as_):
    dialogue, taker = press(number="13800009999"), as_("call_taker")
    claim(taker, dialogue)
    page = taker.get(f"/calls/new/?draft={dialogue.key}").content.decode()
    assert "The caller may not be able to speak: do not ring." in page
    form = page.split('id="call-form"')[1].split("</form>")[0]
    assert "东河路 12 号" in form
    assert 'name="danger"' in form and "checked" in form.split('name="danger"')[1].split(">")[0]
    assert "checked" not in form.split('name="wants_callback"')[1].split(">")[0]
    taker.send("/calls/new/", {**PLACE, "number": "13800009999", "danger": "on"}, key=dialogue.key)
    ticket = Ticket.objects.get()
    assert (ticket.priority, ticket.source, ticket.wants_callback) == (1, Source.DEVICE, False)
    assert not Delivery.objects.exists(), "nothing was written to the caller"


def test_another_matter_gets_a_form_of_its_own_with_what_was_not_answered_yet(held, world):
    taker, dialogue = held
    early = taker.send("/calls/texts/anew/", {"dialogue": dialogue.pk}, headers=JSON)
    assert early.status_code == 409
    answer(taker, dialogue)
    taker.send("/calls/new/", PLACE, key=dialogue.key)
    write("另外路灯也不亮")
    place = taker.send("/calls/texts/anew/", {"dialogue": dialogue.pk}, headers=JSON).json()["place"]
    old, new = Dialogue.objects.order_by("pk")
    assert place == f"/calls/new/?draft={new.key}"
    assert (bool(old.closed_at), new.holder, new.call) == (True, world.call_taker, None)
    assert [m.words for m in new.messages.all()] == ["另外路灯也不亮"]
    assert old.messages.count() == 2
    assert taker.send("/calls/new/", PLACE, key=new.key).status_code == 303
    assert Call.objects.count() == 2


def test_the_list_shows_the_open_ones_and_anybody_in_the_hall_reads_them(held, as_):
    _taker, dialogue = held
    dispatcher = as_("dispatcher")
    assert "井盖没了" in dispatcher.get("/calls/texts/").content.decode()
    page = dispatcher.get(f"/calls/texts/dialogue/?dialogue={dialogue.pk}").content.decode()
    assert "井盖没了" in page
    assert 'id="id_answer"' not in page
    assert _taker.get(f"/calls/texts/dialogue/?dialogue={dialogue.pk}").status_code == 302, "his own is his call form"


@pytest.mark.parametrize("role", ["verifier", "supervisor", "sysadmin", "roads_handler", "collector"])
def test_who_takes_no_calls_has_no_dialogues(world, as_, role):
    dialogue, browser = write("漏水"), as_(role)
    for address in ("", "dialogue/", "conversation/"):
        assert browser.get(f"/calls/texts/{address}?dialogue={dialogue.pk}").status_code == 403
    for verb in ("claim", "answer", "only", "anew"):
        assert browser.send(f"/calls/texts/{verb}/", {"dialogue": dialogue.pk, "words": "x"}).status_code == 403


@pytest.mark.parametrize("given", ["", "x", "0", "-1", "9" * 30, "\x00"])
def test_a_dialogue_that_is_none_is_not_there(world, as_, given):
    assert as_("call_taker").send("/calls/texts/claim/", {"dialogue": given}).status_code == 404
    assert as_("call_taker").get("/calls/texts/conversation/", {"dialogue": given}).status_code == 404


def test_a_call_on_the_telephone_is_saved_as_before(world, as_):
    ring, taker = Line().ring(), as_("call_taker")
    taker.send("/calls/lines/claim/", {"ring": ring.pk})
    taker.send("/calls/dismiss/", {"validity": "misdial"}, key=ring.key)
    assert Call.objects.get().channel == Source.PHONE


class TestOutbox:
    """What becomes of an answer on its way, as the dialogue shows it."""

    @pytest.fixture(autouse=True)
    def _commits(self, transactional_db):
        """The outbox sends in threads of its own."""

    def test_without_a_gateway_it_stands_in_the_log_and_counts_as_sent(self, held):
        taker, dialogue = held
        answer(taker, dialogue)
        before = Dialogue.objects.get().version
        outbox.run_once()
        assert TextMessage.objects.get(direction="out").sent_at
        assert Dialogue.objects.get().version == before + 1, "the page is told"
        assert "with the gateway" in taker.get(f"/calls/texts/conversation/?dialogue={dialogue.pk}").content.decode()

    def test_what_is_given_up_is_said_and_what_is_sent_again_is_not(self, held, settings):
        taker, dialogue = held
        settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_SECRET = "http://127.0.0.1:9/sms", "x" * 20
        answer(taker, dialogue)
        Delivery.objects.update(tries=9)
        outbox.run_once()
        assert Delivery.objects.get().state == "dead"
        assert "given up" in taker.get(f"/calls/texts/conversation/?dialogue={dialogue.pk}").content.decode()
        settings.SMS_GATEWAY_URL = ""
        Delivery.objects.update(state="waiting", tries=0, next_at=clock.now() - minutes(1))
        outbox.run_once()
        message = TextMessage.objects.get(direction="out")
        assert (bool(message.sent_at), message.given_up_at) == (True, None)


def test_what_came_while_it_was_being_saved_still_waits(held, world):
    taker, dialogue = held
    page = taker.get(f"/calls/new/?draft={dialogue.key}").content.decode()
    read_to = page.split('form="call-form" name="read_to" value="')[1].split('"')[0]
    write("着火了！")
    assert taker.send("/calls/new/", {**PLACE, "read_to": read_to}, key=dialogue.key).status_code == 303
    dialogue.refresh_from_db()
    assert dialogue.call is not None and dialogue.waits_since is not None


def test_an_alarm_is_not_inherited_by_another_matter(world, as_):
    taker, dialogue = as_("call_taker"), write("SOS")
    claim(taker, dialogue)
    assert taker.send("/calls/new/", PLACE, key=dialogue.key).status_code == 303
    write("还想问停水的事")
    assert taker.send("/calls/texts/anew/", {"dialogue": dialogue.pk}, headers=JSON).status_code == 200
    assert [one.is_alarm for one in Dialogue.objects.order_by("pk")] == [True, False]


def test_the_next_call_is_not_typed_over_a_dialogue(held):
    taker, dialogue = held
    assert taker.post("/calls/draft/", {"key": str(dialogue.key), "words": "井盖", "number": NUMBER}).status_code == 200
    page = taker.get("/calls/new/").content.decode()
    assert f'name="key" value="{dialogue.key}"' not in page, "a fresh form"
    assert f"?draft={dialogue.key}" in page, "the dialogue is parked"


def test_a_second_alarm_is_heard_though_one_text_alone_is_drawn_beside_a_ring(world, as_):
    Line().ring()
    press(device="报警器 1")
    press(device="报警器 2")
    html = as_("call_taker").get("/calls/lines/").content.decode()
    assert html.count('<form class="line-text') == 1 and html.count("data-silent=") == 2


def test_whose_text_waits_for_too_long_at_a_seat_is_seen_by_all_and_may_be_taken_over(held, world, as_):
    taker, dialogue = held
    leader, other = as_("shift_leader"), as_("dispatcher")
    assert "no answer" not in other.get("/calls/lines/").content.decode()
    assert claim(other, dialogue).status_code == 409
    aged(dialogue, waits_since=61)
    assert "no answer" not in other.get("/calls/lines/").content.decode(), "its holder has his minute"
    assert claim(other, dialogue).status_code == 409
    aged(dialogue, waits_since=90, claimed_at=61)
    assert "no answer" in other.get("/calls/lines/").content.decode()
    assert "data-unanswered" in leader.get("/calls/lines/").content.decode()
    assert "data-unanswered" not in other.get("/calls/lines/").content.decode(), "heard by those who lead"
    assert claim(other, dialogue).status_code == 200
    assert answer(taker, dialogue).status_code == 409
    assert claim(leader, dialogue).status_code == 409, "who took it over has a minute as well"


def test_an_alarm_at_a_dead_seat_is_heard_by_everybody(world, as_):
    dialogue = press()
    claim(as_("call_taker"), dialogue)
    aged(dialogue, waits_since=90, claimed_at=90, seen_at=60)
    assert "data-deserted" in as_("dispatcher").get("/calls/lines/").content.decode()


def test_an_alarm_in_hand_is_said_to_be_one_and_heard_as_one(held):
    taker, dialogue = held
    before = taker.get("/calls/lines/").content.decode()
    write("SOS")
    after = taker.get("/calls/lines/").content.decode()
    news = [re.search(r'data-news="([^"]+)"', html).group(1) for html in (before, after)]
    assert news[0] != news[1] and 'data-sound="new_p1"' in after and "Silent alarm" in after
    said = taker.get(f"/calls/texts/conversation/?dialogue={dialogue.pk}").content.decode()
    assert "do not ring" in said


def test_a_device_that_alarms_again_after_its_first_alarm_was_saved_is_late_like_any_other(world, as_):
    taker, dialogue = as_("call_taker"), press()
    claim(taker, dialogue)
    assert taker.send("/calls/new/", {**PLACE, "number": "", "danger": "on"}, key=dialogue.key).status_code == 303
    press()
    aged(dialogue, waits_since=61, claimed_at=90)
    html = as_("dispatcher").get("/calls/lines/").content.decode()
    assert "data-unanswered" in html and "no answer" in html


def test_a_text_that_crossed_an_answer_is_read_once_it_was_shown(held):
    taker, dialogue = held
    assert answer(taker, dialogue).status_code == 200
    write("快点", ago=3)
    html = taker.get(f"/calls/texts/conversation/?dialogue={dialogue.pk}").content.decode()
    read_to = re.search(r'form="answer-form" name="read_to" value="(\d+)"', html).group(1)
    assert int(read_to) == TextMessage.objects.latest("pk").pk
    assert answer(taker, dialogue, "已派出", read_to=read_to).status_code == 200
    dialogue.refresh_from_db()
    assert dialogue.waits_since is None
