"""What callers write opens a dialogue once, and goes on in it; a silent alarm is one of its own kind."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from dispatch import services as dispatch
from dispatch import tick
from dispatch.models import Delivery
from intake.models import Dialogue, TextMessage
from intake.services import hearing_texts
from tests.intake import provider
from tests.intake.provider import body, post, press, write
from units import clock, scope

JSON = {"accept": "application/json"}


def claim(browser, dialogue):
    return browser.send("/calls/texts/claim/", {"dialogue": dialogue.pk}, headers=JSON)


def aged(dialogue, **ago):
    """The dialogue with these times so many seconds ago."""
    Dialogue.objects.filter(pk=dialogue.pk).update(
        **{name: clock.now() - timedelta(seconds=seconds) for name, seconds in ago.items()}
    )


def test_a_text_opens_a_dialogue_and_the_next_of_that_number_goes_on_in_it(db):
    first, second = write("东河路漏水"), write("很大，快来")
    assert first == second
    assert [m.words for m in second.messages.all()] == ["东河路漏水", "很大，快来"]
    assert (second.holder, second.is_alarm, second.version) == (None, False, 2)
    assert write("路灯不亮", number="13800003333") != first


def test_the_same_message_counts_once_whatever_was_done_meanwhile(db):
    said = body("text", words="漏水", number="13800002222")
    assert [post(said).json() for _ in range(3)] == [{"state": "waiting"}] * 3
    assert (Dialogue.objects.count(), TextMessage.objects.count()) == (1, 1)
    other = json.dumps({**json.loads(said), "words": "别的"}).encode()
    answer = post(other)
    assert (answer.status_code, answer.json()["code"]) == (409, "id_reused")
    taken_by_another = json.dumps({**json.loads(said), "number": "13900000000"}).encode()
    assert post(taken_by_another).status_code == 409
    assert (Dialogue.objects.count(), TextMessage.objects.count()) == (1, 1), "what was refused left no dialogue"


def test_it_waits_from_the_first_message_that_nobody_answered(db):
    dialogue = write("第一条", ago=90)
    since = dialogue.waits_since
    dialogue = write("第二条", ago=30)
    assert dialogue.waits_since == since
    assert 89 < (clock.now() - since).total_seconds() < 100
    assert write("更早的一条", ago=120).waits_since < since, "messages may arrive in any order"


@pytest.mark.parametrize("words", ["", "  ", "SOS", " sos ", "110"])
def test_a_text_of_no_words_or_of_an_agreed_word_is_a_silent_alarm_and_nothing_is_answered(db, words):
    dialogue = write(words)
    assert dialogue.is_alarm
    assert not Delivery.objects.exists()
    assert not TextMessage.objects.filter(direction="out").exists()


@pytest.mark.parametrize("words", ["SOS 救命", "1100", "您好"])
def test_other_words_are_none(db, words):
    assert not write(words).is_alarm


def test_the_agreed_words_are_a_setting(db, settings):
    settings.SILENT_ALARM_WORDS = {"暗号"}
    assert write("暗号").is_alarm
    assert not write("SOS", number="13800003333").is_alarm


def test_an_alarm_device_opens_one_with_its_name_and_place(db):
    dialogue = press()
    assert (dialogue.device, dialogue.place, dialogue.number, dialogue.is_alarm) == (
        "店铺报警器 7", "东河路 12 号", "", True,
    )  # fmt: skip
    assert press() == dialogue
    assert press(device="另一台") != dialogue


def test_a_dialogue_that_turns_into_an_alarm_says_so_to_its_holder(world, as_):
    dialogue = write("有人吗")
    taker = as_("call_taker")
    claim(taker, dialogue)
    assert "do not ring" not in taker.get(f"/calls/new/?draft={dialogue.key}").content.decode()
    assert write("sos").is_alarm
    assert "do not ring" in taker.get(f"/calls/new/?draft={dialogue.key}").content.decode()


def test_what_comes_after_saving_goes_to_its_holder_or_back_into_the_queue_when_his_seat_is_deserted(world, as_):
    dialogue, taker = write("漏水"), as_("call_taker")
    claim(taker, dialogue)
    assert taker.send("/calls/dismiss/", {"validity": "misdial"}, key=dialogue.key).status_code == 303
    dialogue = write("还有")
    assert (dialogue.holder, bool(dialogue.waits_since)) == (world.call_taker, True)
    assert "waits for an answer" in taker.get("/calls/lines/").content.decode()
    aged(dialogue, seen_at=60)
    dialogue = write("人呢")
    assert dialogue.holder is None
    assert "人呢" in as_("dispatcher").get("/calls/lines/").content.decode()


def test_a_dialogue_that_became_a_confidential_ticket_goes_to_those_who_are_cleared(world, as_):
    dialogue, taker = write("他打我"), as_("call_taker")
    claim(taker, dialogue)
    place = {"lon": 112.005, "lat": 28.005, "item": "0201", "number": dialogue.number}
    assert taker.send("/calls/new/", place, key=dialogue.key).status_code == 303
    dialogue.refresh_from_db()
    dispatch.seal(dialogue.call.concerns.get().ticket, text="隐私", by=world.shift_leader)
    assert write("他又来了").holder is None
    assert "他又来了" not in taker.get("/calls/lines/").content.decode()
    assert taker.get(f"/calls/texts/dialogue/?dialogue={dialogue.pk}").status_code == 404
    assert "他又来了" in as_("shift_leader").get("/calls/lines/").content.decode()


def test_a_saved_dialogue_that_is_quiet_for_hours_is_closed_and_a_new_text_opens_another(world, as_):
    dialogue, taker = write("漏水"), as_("call_taker")
    claim(taker, dialogue)
    aged(dialogue, last_at=13 * 3600)
    hearing_texts.close_quiet()
    assert Dialogue.objects.get().closed_at is None, "nobody has saved it"
    taker.send("/calls/dismiss/", {"validity": "misdial"}, key=dialogue.key)
    aged(dialogue, last_at=13 * 3600)
    tick.run_once()
    assert Dialogue.objects.get().closed_at
    assert write("又漏了") != dialogue


@pytest.mark.parametrize("outcome", ["delivered", "failed"])
def test_a_receipt_is_noted_once_and_shown(world, as_, outcome):
    dialogue, taker = write("漏水"), as_("call_taker")
    claim(taker, dialogue)
    taker.send("/calls/texts/answer/", {"dialogue": dialogue.pk, "words": "马上到"})
    message = TextMessage.objects.get(direction="out")
    assert provider.report(message, outcome).json() == {"state": "noted"}
    dialogue.refresh_from_db()
    assert provider.report(message, outcome).json() == {"state": "noted"}
    assert Dialogue.objects.get().version == dialogue.version, "the second tells nothing new"
    page = taker.get(f"/calls/texts/conversation/?dialogue={dialogue.pk}").content.decode()
    assert ("not delivered" in page) == (outcome == "failed")
    assert "delivered" in page


def test_a_receipt_for_what_was_never_sent_is_unknown(db):
    dialogue = write("漏水")
    assert provider.report(dialogue.messages.get()).json() == {"state": "unknown"}, "a caller's own message"
    assert post(body("receipt", message="text-999999", outcome="delivered")).json() == {"state": "unknown"}


def test_the_walls_of_the_database(world, as_):
    write("漏水")
    with scope.of(world.roads_handler):
        assert not Dialogue.objects.exists()
        assert not TextMessage.objects.exists()
    with scope.of(world.call_taker):
        assert (Dialogue.objects.count(), TextMessage.objects.count()) == (1, 1)
        assert Dialogue.objects.visible_to(world.call_taker).exists()


@pytest.mark.parametrize(
    "broken",
    [
        "UPDATE intake_dialogue SET number = ''",
        "UPDATE intake_dialogue SET seat = 'C1'",
        "UPDATE intake_dialogue SET closed_at = now()",
        "INSERT INTO intake_dialogue (key, number, device, place, is_alarm, text_only, opened_at, last_at, seat, version)"
        " SELECT gen_random_uuid(), number, device, place, is_alarm, text_only, opened_at, last_at, seat, 0"
        " FROM intake_dialogue",
        "UPDATE intake_textmessage SET direction = 'out'",
        "UPDATE intake_textmessage SET event_id = NULL",
    ],
)
def test_the_database_refuses_what_cannot_be(db, broken):
    write("漏水")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(broken)
