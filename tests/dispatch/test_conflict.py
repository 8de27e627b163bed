"""Two people change one form at once: what one alone changed is merged, what both changed is a choice, nothing typed is lost."""

import re

import pytest
from django.urls import reverse

from dispatch import services
from dispatch.forms.corrections import CorrectForm
from dispatch.models import Handover
from intake.models import Hotline
from intake.services import keep_hotline
from tests.dispatch.verbs import WORDS, address, events

EN = {"headers": {"Accept-Language": "en"}}


def drawn(ticket):
    """What the page of the form would send, untouched."""
    form = CorrectForm(ticket)
    fields = {name: form[name].value() for name in ("version", "words", "address", "street", "lon", "lat")}
    return {**{name: "" if value is None else value for name, value in fields.items()}, **dict(form.drawn_from())}


@pytest.fixture
def both(world, as_):
    """`both(mine, theirs)`: the dispatcher was quicker; the call taker's answer, and what his page then holds."""
    ticket = world.ticket()

    def send(mine, theirs):
        page = drawn(ticket)
        quick = as_("dispatcher").send(address("correct", ticket), {**page, "text": "回拨甲", **theirs})
        assert quick.status_code == 302
        sent = {**page, "text": WORDS, **mine}
        answer = as_("call_taker").send(address("correct", ticket), sent, **EN)
        ticket.refresh_from_db()
        return answer, sent

    send.ticket = ticket
    return send


def again(answer, sent, **choices):
    """The next sending: hidden inputs as the answer drew them."""
    page = answer.content.decode()
    form = page[page.index('id="form-correct"') :]
    hidden = dict(re.findall(r'name="(was-\w+)" value="([^"]*)"', form))
    version = re.search(r'name="version" value="(\d+)"', form)[1]
    point = {name: re.search(rf'name="{name}" value="([^"]*)"', form)[1] for name in ("lon", "lat")}
    asked = re.findall(r'name="asked" value="(\w+)"', form)
    return {**sent, **point, **hidden, "version": version, "asked": asked, **choices}


def test_what_both_changed_is_a_choice_with_who_and_when(world, as_, both):
    answer, sent = both({"words": "我：井盖碎了"}, {"words": "他：井盖歪了"})
    page = answer.content.decode()
    assert answer.status_code == 409
    for said in ("我：井盖碎了", "他：井盖歪了", world.dispatcher.label, WORDS, 'value="theirs"'):
        assert said in page, said
    assert page.count("<fieldset") == 1, "one question; the other fields are equal"
    assert events(both.ticket, "correct").count() == 1
    browser = as_("call_taker")
    unchosen = browser.send(address("correct", both.ticket), again(answer, sent), **EN)
    assert unchosen.status_code == 422
    assert "choose one of the two" in unchosen.content.decode() and "我：井盖碎了" in unchosen.content.decode()
    chosen = again(answer, sent, **{"choice-words": "mine"})
    assert browser.send(address("correct", both.ticket), chosen).status_code == 302
    both.ticket.refresh_from_db()
    assert both.ticket.words == "我：井盖碎了"


def test_theirs_may_be_chosen_for_one_field_and_mine_for_another(world, as_, both):
    answer, sent = both(
        {"words": "我", "address": "我路 1 号", "lon": 112.015}, {"words": "他", "address": "他路 2 号", "lon": 112.003}
    )
    assert answer.content.decode().count("<fieldset") == 3
    choices = {"choice-words": "theirs", "choice-address": "mine", "choice-point": "mine"}
    done = as_("call_taker").send(address("correct", both.ticket), again(answer, sent, **choices))
    assert done.status_code == 302
    both.ticket.refresh_from_db()
    assert (both.ticket.words, both.ticket.address, both.ticket.lon) == ("他", "我路 1 号", 112.015)
    assert both.ticket.street == world.west, "the street office follows from the point that was chosen"


def test_what_one_side_alone_changed_is_merged_without_a_question(as_, both):
    answer, sent = both({"words": "我：井盖碎了"}, {"address": "他路 2 号"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<fieldset" not in page
    assert "Taken over from the other change" in page and "他路 2 号" in page
    merged = {**again(answer, sent), "address": "他路 2 号"}
    assert as_("call_taker").send(address("correct", both.ticket), merged).status_code == 302
    both.ticket.refresh_from_db()
    assert (both.ticket.words, both.ticket.address) == ("我：井盖碎了", "他路 2 号")


def test_a_choice_that_is_too_late_again_is_asked_again(world, as_, both):
    answer, sent = both({"words": "我"}, {"words": "他"})
    third = {**drawn(both.ticket), "text": "第三人", "words": "第三人的字"}
    assert as_("shift_leader").send(address("correct", both.ticket), third).status_code == 302
    late = as_("call_taker").send(
        address("correct", both.ticket), again(answer, sent, **{"choice-words": "theirs"}), **EN
    )
    page = late.content.decode()
    assert late.status_code == 409
    assert "第三人的字" in page and "\n我</textarea>" in page


def test_a_page_that_does_not_say_what_it_was_drawn_from_is_asked_wherever_the_two_differ(world, as_, both):
    page = {name: value for name, value in drawn(both.ticket).items() if not name.startswith("was-")}
    services.correct(both.ticket, words="他", place=world.EAST, text="回拨", by=world.dispatcher)
    answer = as_("call_taker").send(address("correct", both.ticket), {**page, "text": WORDS}, **EN)
    assert answer.status_code == 409
    assert answer.content.decode().count("<fieldset") == 1


def test_a_hotline_is_merged_field_by_field(world, as_):
    line = keep_hotline(number="12345", name="政务热线", greeting="您好", by=world.sysadmin)
    was = {"was-name": "政务热线", "was-name_en": "", "was-greeting": "您好", "was-is_active": "True"}
    keep_hotline(number="12345", name="政务服务热线", greeting="您好", is_active=False, by=world.sysadmin, version=1)
    sent = {
        "version": line.version,
        "number": "12345",
        "name": "便民热线",
        "greeting": "您好，请讲",
        "is_active": "on",
        **was,
    }
    url = reverse("intake:hotlines")
    answer = as_("sysadmin").send(url, sent, **EN)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert page.count("<fieldset") == 1 and "政务服务热线" in page and "便民热线" in page
    now = {"was-name": "政务服务热线", "was-name_en": "", "was-greeting": "您好", "was-is_active": "False"}
    sent = {**sent, **now, "version": 2, "asked": ["name"], "choice-name": "theirs"}
    del sent["is_active"]
    assert as_("sysadmin").send(url, sent).status_code == 302
    line = Hotline.objects.get()
    assert (line.name, line.greeting, line.is_active) == ("政务服务热线", "您好，请讲", False)


def test_the_ledger_asks_where_two_shift_leaders_wrote_at_once(world, as_):
    browser = as_("shift_leader")
    browser.send(reverse("dispatch:draft_handover"))
    ledger = Handover.objects.get()
    url = reverse("dispatch:write_handover", args=[ledger.pk])
    page = {"version": 1, "was-equipment": "", "was-notes": "", "equipment": "", "notes": ""}
    assert browser.send(url, {**page, "notes": "先写的"}).status_code == 302
    answer = browser.send(url, {**page, "notes": "后写的", "equipment": "对讲机"}, **EN)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert text.count("<fieldset") == 1 and "先写的" in text and "后写的" in text and "对讲机" in text
    now = {**page, "version": 2, "was-notes": "先写的", "notes": "后写的", "equipment": "对讲机", "asked": ["notes"]}
    assert browser.send(url, {**now, "choice-notes": "mine"}).status_code == 302
    ledger.refresh_from_db()
    assert (ledger.notes, ledger.equipment) == ("后写的", "对讲机")
