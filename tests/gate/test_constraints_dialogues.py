"""What no dialogue by text message may be."""

from intake.models import Call, Dialogue, TextMessage
from tests.gate.test_constraints import refused
from units import clock


def test_a_dialogue_is_somebodys_and_in_whole_hands(world):
    now = clock.now()
    fields = {"opened_at": now, "last_at": now}
    refused("dialogue_of_somebody", lambda: Dialogue.objects.create(**fields))
    dialogue = Dialogue.objects.create(number="13800000001", **fields)
    refused("one_open_dialogue_a_caller", lambda: Dialogue.objects.create(number="13800000001", **fields))
    dialogues = Dialogue.objects.filter(pk=dialogue.pk)
    for half in ({"holder": world.call_taker}, {"claimed_at": now}, {"seen_at": now}, {"seat": "A01"}):
        refused("dialogue_held_whole", lambda half=half: dialogues.update(**half))
    refused("dialogue_closed_once_saved", lambda: dialogues.update(closed_at=now))
    call = Call.objects.create(channel="sms", validity="advice", entered_at=now, saved_at=now, by=world.call_taker)
    dialogues.update(call=call, closed_at=now)
    assert Dialogue.objects.create(number="13800000001", **fields).pk, "what is closed makes room for another"


def test_a_text_is_the_callers_or_a_persons_and_stands_once(world):
    now = clock.now()
    dialogue = Dialogue.objects.create(number="13800000001", opened_at=now, last_at=now)
    came = {
        "dialogue": dialogue,
        "direction": "in",
        "words": "井盖没了",
        "at": now,
        "received_at": now,
        "event_id": "m",
    }
    TextMessage.objects.create(**came)
    refused("intake_textmessage_event_id_key", lambda: TextMessage.objects.create(**came))
    went = {"dialogue": dialogue, "direction": "out", "words": "在哪里？", "at": now, "by": world.call_taker}
    rule = "text_from_the_caller_or_a_person"
    for wrong in ({**came, "event_id": None}, {**came, "event_id": "n", "by": world.call_taker}):
        refused(rule, lambda wrong=wrong: TextMessage.objects.create(**wrong))
    for wrong in ({**went, "by": None}, {**went, "words": ""}, {**went, "event_id": "o"}):
        refused(rule, lambda wrong=wrong: TextMessage.objects.create(**wrong))
