"""tell_emergency: how many are trapped, injured, dead or missing, what goods are out. It raises the level, never lowers it."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from dispatch import services
from dispatch.live import sounds
from dispatch.models import Emergency, Ticket
from dispatch.models.emergency import UNKNOWN
from dispatch.services import emergency
from dispatch.services.emergency import Facts, merged, worse
from dispatch.workflow import Stage
from intake.models import Draft
from intake.services import Contact, join_from_call
from tests.dispatch.verbs import WORDS, address, events, rules

CALL = {"number": "13912345678", "item": "1601", "address": "东河路 1 号", "place": "", "words": "塌了"}


class TestRules(
    rules(
        "tell_emergency",
        stage=Stage.HANDLING,
        who="dispatcher",
        others=["verifier", "callback", "viewer", "roads_handler"],
    )
):
    pass


def level(ticket):
    ticket.refresh_from_db()
    return ticket.priority, ticket.danger


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        (Facts(trapped=0, dead=0), (None, False)), (Facts(injured=1), (2, False)), (Facts(trapped=UNKNOWN), (2, False)),
        (Facts(missing=9), (2, False)), (Facts(injured=10), (1, True)), (Facts(dead=1), (1, True)),
        (Facts(goods=UNKNOWN), (1, True)),
    ],
)  # fmt: skip
def test_one_table_says_what_facts_make_of_a_ticket(facts, wanted):
    assert emergency.level(facts) == wanted


def test_larger_numbers_and_new_kinds_are_worse_and_merging_keeps_the_larger():
    before = Facts(trapped=2, injured=UNKNOWN, goods=1, substance="液氯")
    for after in (Facts(trapped=3), Facts(dead=1), Facts(injured=2), Facts(goods=1, substance="汽油")):
        assert worse(before, after), after
    for after in (Facts(trapped=2), Facts(injured=UNKNOWN), Facts(dead=0), before, Facts()):
        assert not worse(before, after), after
    both = merged(before, Facts(trapped=1, injured=4, dead=0, substance="汽油", goods=UNKNOWN))
    assert both == Facts(trapped=2, injured=4, dead=0, goods=1, substance="汽油；液氯")
    assert emergency.read(both.codes, both.substance) == both
    named = merged(Facts(goods=1, substance="液氨"), Facts(goods=1, substance="液氨 UN1005"))
    assert named.substance == "液氨 UN1005"
    assert merged(Facts(goods=1, substance="长" * 118), Facts(goods=1, substance="汽油")).substance.startswith(
        "汽油；长"
    )


def test_the_call_taker_opens_a_ticket_with_them_and_everybody_at_work_reads_them(world, as_):
    said = {**CALL, "trapped": "３人", "injured": "不明", "substance": "UN1017 液氯", "priority": "3"}
    assert as_("call_taker").send(reverse("intake:take"), said).status_code == 303
    ticket = Ticket.objects.get()
    assert (ticket.emergency, level(ticket)) == ("trapped:3,injured:?,goods:?", (1, True))
    assert events(ticket, "open").get().data["emergency"] == {"trapped": 3, "injured": UNKNOWN, "goods": UNKNOWN}
    assert "液氯" not in str(events(ticket, "open").get().data)
    services.assign(ticket, lead=world.roads, assists=[world.fire], by=world.dispatcher)
    part = world.part(ticket, world.roads)
    for who, page in (
        ("dispatcher", reverse("dispatch:board") + "?stage=all"), ("roads_handler", reverse("dispatch:inbox")),
        ("dispatcher", ticket.get_absolute_url()), ("roads_handler", reverse("dispatch:part", args=[part.pk])),
    ):  # fmt: skip
        html = as_(who).get(page).content.decode()
        assert "▲ trapped 3 injured ? goods ?" in html or '<b class="hurt large">Trapped 3</b>' in html, page
    assert "UN1017 液氯" in html
    services.tell_emergency(ticket, facts=Facts(goods=2, substance="汽油"), by=world.dispatcher)
    told = as_("dispatcher").get(ticket.get_absolute_url()).context["entries"]
    goods = {entry.event.kind: dict(entry.facts).get("Which goods") for entry in told}
    assert (goods["tell_emergency"], goods["open"]) == ("汽油", "UN1017 液氯")


def test_a_wrong_number_is_said_at_its_field_and_nothing_typed_is_lost(world, as_):
    answer = as_("call_taker").send(
        reverse("intake:take"), {**CALL, "trapped": "many", "dead": "10000", "injured": "2"}
    )
    assert answer.status_code == 422 and not Ticket.objects.exists()
    html = answer.content.decode()
    assert 'value="many"' in html and 'value="2"' in html and html.count("? where the number is not known") == 1
    assert "Trapped, Dead: 0 to 9999" in html and html.count('aria-describedby="emergency-error"') == 2
    assert '<details class="fold emergency" id="emergency"' in html and "open>" in html
    as_("call_taker").post(
        reverse("intake:save_draft"), {"key": "5e0c1e9a-0000-4000-8000-000000000001", "trapped": "3"}
    )
    draft = Draft.objects.get()
    assert draft.fields["trapped"] == "3"
    assert 'value="3"' in as_("call_taker").get(f"/calls/new/?draft={draft.key}").content.decode()


def test_a_correction_is_a_version_of_its_own_and_better_news_lowers_nothing(world, as_):
    ticket = services.tell_emergency(world.ticket(), facts=Facts(trapped=12, dead=1), by=world.call_taker)
    assert level(ticket) == (1, True)
    page = as_("dispatcher").get(address("tell_emergency", ticket)).content.decode()
    assert 'value="12"' in page
    form = {"version": ticket.version, "trapped": "1", "dead": "0", "injured": "?", "text": WORDS}
    answer = as_("dispatcher").send(address("tell_emergency", ticket), form)
    assert answer.status_code == 302, answer.content.decode()
    assert level(ticket) == (1, True)
    assert ticket.emergency == "trapped:1,injured:?,dead:0"
    assert list(ticket.emergencies.values_list("trapped", "dead")) == [(12, 1), (1, 0)]
    told = as_("dispatcher").get(ticket.get_absolute_url()).content.decode()
    assert "some, number unknown" in told and WORDS in told
    again = as_("dispatcher").send(address("tell_emergency", ticket), {**form, "version": ticket.version})
    assert again.status_code == 422 and "Nothing is changed" in again.content.decode()
    for write in (lambda rows: rows.update(dead=9), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            write(Emergency.objects.filter(ticket=ticket))


def test_worse_news_of_a_joining_caller_raises_the_ticket_and_is_heard(world, as_):
    ticket = world.ticket_at(Stage.HANDLING, item=world.lamp)
    join_from_call(
        Contact(number="13700000001", words="有人困住"), ticket=ticket, by=world.call_taker, facts=Facts(trapped=2)
    )
    assert level(ticket) == (2, False)
    as_("call_taker").send(
        reverse("intake:join"),
        {"number": "13700000002", "ticket": ticket.number, "trapped": "1", "goods": "2", "substance": "汽油"},
    )
    assert level(ticket) == (1, True)
    assert ticket.emergency == "trapped:2,goods:2"
    first, second = events(ticket, "tell_emergency").order_by("pk")
    assert second.data["worse"] and sounds.for_centre(second, ticket) == "worse"
    part = world.part(ticket, world.roads)
    assert sounds.for_unit(second, part) == "worse"
    assert events(ticket, "raise_danger").exists() and ticket.assignments.filter(unit__responds_first=True).exists()
    before = Emergency.objects.count()
    join_from_call(Contact(number="13700000003"), ticket=ticket, by=world.call_taker, facts=Facts(trapped=1))
    assert Emergency.objects.count() == before, "what is known already is no version"
    assert first.data["priority"] == 2


def test_a_merged_ticket_brings_its_facts_along(world, as_):
    other, ticket = world.ticket(), world.ticket(facts=Facts(trapped=4))
    services.merge(ticket, other=other, text="同一事件", by=world.dispatcher)
    assert (level(other), other.emergency) == ((2, False), "trapped:4")
    taken = events(other, "take_in").get()
    assert taken.data["worse"] and sounds.for_centre(taken, other) == "worse"
    dead = world.ticket(facts=Facts(dead=1))
    services.merge(dead, other=other, text="同一事件", by=world.dispatcher)
    assert level(other) == (1, True) and events(other, "raise_danger").exists()
    page = as_("dispatcher").get(other.get_absolute_url()).content.decode()
    assert "P2 → P1" in page


def test_a_merged_ticket_whose_callers_are_in_danger_brings_that_along_without_any_number(world):
    other, ticket = world.ticket(), services.raise_danger(world.ticket(), by=world.call_taker)
    assert not ticket.emergency
    services.merge(ticket, other=other, text="同一事件", by=world.dispatcher)
    assert level(other) == (1, True) and events(other, "raise_danger").count() == 1
    third = services.raise_danger(world.ticket(), by=world.call_taker)
    services.merge(third, other=other, text="同一事件", by=world.dispatcher)
    assert events(other, "raise_danger").count() == 1, "known already"
