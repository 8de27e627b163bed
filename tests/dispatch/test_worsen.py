"""worsen: what a later caller says that is new or worse rings again at everybody at work on the ticket."""

import pytest

from dispatch import services, worse
from dispatch.live import sequencer
from dispatch.live.deltas import Changes
from dispatch.models import Feed, Party
from dispatch.workflow import Stage
from tests.dispatch.verbs import events

JOIN = "/calls/join/"


@pytest.fixture
def joins(world, as_):
    """`joins(ticket, words, …)`: one more caller; gives what each screen is told then."""

    def act(ticket, words="", **more):
        sequencer.sequence_all()
        before = Feed.objects.latest("number").number
        answer = as_("call_taker").send(JOIN, {"ticket": ticket.number, "words": words, **more})
        assert answer.status_code == 303
        sequencer.sequence_all()
        changes = Changes(list(Feed.objects.filter(number__gt=before).select_related("event")))

        def told(audience):
            (row,) = changes.message(audience, "en")["rows"]
            return row["sound"], row.get("says", "")

        return {name: told(who) for name, who in (("hall", "centre"), ("roads", f"unit:{world.roads.pk}"))}

    return act


def test_worse_words_ring_in_the_hall_and_in_the_portals_of_all_who_work_on_it(world, as_, joins):
    ticket = world.ticket_at(Stage.HANDLING)
    said = f"{ticket.number} New facts: people injured, people trapped"
    assert set(joins(ticket, "有两个人被困，一个受伤了").values()) == {("worse", said)}
    event = events(ticket, "worsen").get()
    assert event.data["worse"] == ["injured", "trapped"]
    for who in ("dispatcher", "roads_handler"):
        page = as_(who).get(ticket.get_absolute_url(), follow=True, headers={"Accept-Language": "en"}).content.decode()
        assert "New facts: it got worse" in page and "people injured, people trapped" in page and "一个受伤了" in page


def test_what_is_known_already_or_denied_rings_as_a_repeat_call_and_no_more(world, joins):
    ticket = world.ticket_at(Stage.HANDLING, words="有人受伤")
    for words in ("还是那件事，没有人被困", "有人受伤", "井盖还没盖上"):
        assert joins(ticket, words)["roads"] == ("new_ticket", "")
    assert joins(ticket, "人昏迷了")["roads"][0] == "worse", "a new word for it is news"
    assert joins(ticket, "人昏迷了")["roads"][0] == "new_ticket"
    assert events(ticket, "worsen").count() == 1


def test_a_higher_priority_raises_the_tickets_and_a_lower_one_lowers_nothing(world, joins):
    ticket = world.ticket_at(Stage.HANDLING)
    version = ticket.version
    assert joins(ticket, priority="4")["hall"][0] == "new_ticket"
    assert joins(ticket, priority="1")["roads"] == ("worse", f"{ticket.number} New facts: P1")
    ticket.refresh_from_db()
    assert (ticket.priority, ticket.version) == (1, version + 1)
    other = world.ticket_at(Stage.HANDLING)
    assert joins(other, item="1601", priority=str(other.rule.priority))["hall"][0] == "new_ticket"
    lamp = world.ticket_at(Stage.HANDLING, item=world.lamp)
    own = world.manhole.rules.get().priority
    assert own < lamp.priority
    assert joins(lamp, item="1601", priority=str(own))["hall"][0] == "new_ticket", "it came with the item looked up"
    assert joins(lamp, item="1601", priority=str(own - 1))["hall"][0] == "worse"


def test_life_in_danger_said_again_rings_again_even_where_the_work_is_done(world, joins):
    ticket = world.ticket_at(Stage.HANDLING)
    joins(ticket, danger="on")
    assert events(ticket, "raise_danger").exists() and not events(ticket, "worsen").exists()
    assert joins(ticket, danger="on")["roads"] == ("worse", f"{ticket.number} New facts: life in danger")
    other = world.ticket_at(Stage.HANDLING)
    joins(other, danger="on", priority="1", dead="1")
    assert events(other, "raise_danger").exists() and not events(other, "worsen").exists(), "one call says it once"
    done = world.ticket_at(Stage.CALLBACK)
    joins_done = services.worsen(done, danger=True, by=world.call_taker)
    assert joins_done.stage == Stage.CALLBACK and not joins_done.danger


def test_a_dispatcher_who_is_assigning_is_told_and_not_held_up(world, as_):
    ticket = world.ticket()
    services.join(ticket, caller=services.Caller(), source="phone", by=world.call_taker, words="火越烧越大")
    services.hear(ticket, words="火越烧越大", by=world.call_taker)
    assert events(ticket, "worsen").exists()
    services.tell_emergency(ticket, facts=services.Facts(trapped=2), by=world.call_taker)
    ticket.refresh_from_db()
    for facts in (services.Facts(trapped=3), services.Facts(trapped=3, injured=1)):
        services.hear(ticket, facts=facts, by=world.call_taker)
    drawn = world.ticket()
    services.hear(drawn, facts=services.Facts(trapped=0), by=world.call_taker)
    assert not events(drawn, "tell_emergency").exists()
    page = as_("dispatcher").get("/board/").content.decode()
    assert "▲ trapped 3 injured 1" in page, "the row is drawn anew all the same"
    assert services.assign(ticket, lead=world.roads, by=world.dispatcher, version=ticket.version)


def test_news_of_the_whole_is_heard_by_those_who_work_on_its_open_parts(world, joins):
    whole = world.ticket_at(Stage.HANDLING)
    open_, done = (services.split(whole, item=world.lamp, words="灯也灭了", by=world.shift_leader) for _ in range(2))
    services.assign(open_, lead=world.fire, by=world.dispatcher)
    services.settle(done, disposition="explained", text="已修", by=world.dispatcher)
    caller = services.Caller(phone="138")
    services.join(whole, caller=caller, source="phone", by=world.call_taker, words="有人受伤")
    services.hear(whole, words="有人受伤", danger=True, facts=services.Facts(injured=2), by=world.call_taker)
    assert events(open_, "worsen").get().data["worse"] == ["injured"]
    open_.refresh_from_db()
    assert (open_.emergency, open_.danger) == ("injured:2", True)
    services.tell_emergency(whole, facts=services.Facts(injured=3), by=world.dispatcher)
    open_.refresh_from_db()
    assert open_.emergency == "injured:3"
    assert not events(done, "worsen").exists() and not events(done, "tell_emergency").exists()


@pytest.mark.parametrize(
    ("text", "codes"),
    [("没有人受伤", []), ("没人管，有人受伤", ["injured"]), ("无人员伤亡，未见人员被困", []), ("门卡住了出不来", ["trapped"]),
     ("没受伤但是有明火", ["burning"]), ("", []), ("\x00" * 9, []),
     ("没有造成人员受伤", []), ("未发现人员被困", []), ("没有发生爆炸", []), ("不是起火", []), ("没有一个人受伤", []),
     ("没有化学品泄漏", []), ("是不是起火了", ["burning"]), ("化学品着火了", ["burning", "goods"]),
     ("每天都要倒垃圾", []), ("要倒车", []), ("墙要倒了", ["collapse"]), ("液化气站门口路灯不亮", []), ("漏液化气", ["leak"]),
     ("孩子发烧到39度", []), ("火烧到三楼", ["spreading"]), ("电话打起来没人接", []), ("两家人打起来了", ["violence"]),
     ("化学品公司门口", []), ("化学品泄漏", ["leak", "goods"])],
)  # fmt: skip
def test_a_word_that_is_taken_back_or_means_something_else_is_no_news(text, codes):
    assert worse.new(text, "") == codes


# --- the closing notice ----------------------------------------------------------------------------------------------
def test_of_sixty_callers_one_is_rung_and_all_others_are_told_by_text_once(world, as_, django_assert_max_num_queries):
    ticket = world.ticket_at(
        Stage.CALLBACK, caller=services.Caller(phone="13800000000", wants_callback=True, text_only=True)
    )
    for n in range(1, 60):
        caller = services.Caller(name="李四", phone=f"138000000{n:02}", wants_callback=True)
        services.join(ticket, caller=caller, source="phone", by=world.call_taker)
    twin = ticket.parties.last()
    Party.objects.create(
        ticket=ticket, phone=twin.phone, wants_callback=True, channel="phone", joined_at=twin.joined_at
    )
    Party.objects.create(ticket=ticket, phone="13900000000", channel="phone", joined_at=twin.joined_at)
    desk, viewer = as_("callback"), as_("viewer")
    for browser, page in ((desk, "/callbacks/"), (viewer, ticket.get_absolute_url())):
        browser.get(page)  # what every page knows of units and items is read by the first
    with django_assert_max_num_queries(11):
        page = desk.get("/callbacks/", headers={"Accept-Language": "en"}).content.decode()
    assert "+59" in page and "other callers hear by text message when it closes" in page
    with django_assert_max_num_queries(10):
        page = viewer.get(
            f"{ticket.get_absolute_url()}?fragments=1", headers={"Accept-Language": "en"}
        ).content.decode()
    assert page.count("<summary>all 62 of them</summary>") == 1
    reply = services.Reply(solved="solved", satisfied_result=3, satisfied_process=3)
    services.close(ticket, reply=reply, disposition="later", by=world.callback)
    rung = ticket.callbacks.get().party
    assert not rung.text_only, "who cannot hear is told by text, as long as another can be rung"
    told = [delivery.payload["party"] for delivery in ticket.deliveries.filter(handler="sms")]
    numbers = Party.objects.filter(pk__in=told).values_list("phone", flat=True)
    assert len(told) == 59 and {*numbers, rung.phone} == {f"138000000{n:02}" for n in range(60)}
    assert events(ticket, "close").get().data["told"] == 59


SOLVED = services.Reply(solved="solved", satisfied_result=3, satisfied_process=3)
_ENDS = {  # move: the ticket, the move, whether the desk rang the first, what became of it as callers are told
    "close": (
        lambda w: w.ticket_at(Stage.CALLBACK),
        lambda w, t: services.close(t, reply=SOLVED, disposition="later", by=w.callback), True, "Solved later",
    ),
    "attempt": (
        lambda w: w.ticket_at(Stage.CALLBACK),
        lambda w, t: services.attempt(t, outcome="wrong_number", by=w.callback), True, "",
    ),
    "conclude": (
        lambda w: w.unreached(),
        lambda w, t: services.conclude(t, disposition="unreachable", text="多次未接", by=w.shift_leader), True, "",
    ),
    "settle": (
        lambda w: w.ticket(),
        lambda w, t: services.settle(t, disposition="explained", text="已答复", by=w.dispatcher),
        False, "Explained and accepted",
    ),
    "void": (lambda w: w.ticket(), lambda w, t: services.void(t, text="误报", by=w.dispatcher), False, ""),
    "sign_unreasonable": (
        lambda w: services.find_unreasonable(w.not_solved(), text="已三次答复", by=w.dispatcher),
        lambda w, t: services.sign_unreasonable(t, by=w.shift_leader), False, "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("verb", _ENDS)
def test_whoever_was_not_rung_is_told_and_only_what_means_something_to_him(world, settings, verb):
    settings.LANGUAGE_CODE = "en"
    ready, end, rung, result = _ENDS[verb]
    ticket = ready(world)
    first = ticket.parties.get()
    caller = services.Caller(phone="13800000001", wants_callback=True)
    services.join(ticket, caller=caller, source="phone", by=world.call_taker)
    ticket.deliveries.all().delete()
    ticket.refresh_from_db()
    end(world, ticket)
    told = [delivery.payload for delivery in ticket.deliveries.filter(handler="sms").order_by("pk")]
    assert [one["party"] == first.pk for one in told] == ([False] if rung else [True, False])
    sentence = f"is closed: {result}. If" if result else "has been dealt with. If"
    assert all(sentence in one["text"] for one in told)
    assert events(ticket, verb).get().data["told"] == len(told)


def test_a_single_caller_is_rung_and_a_drill_or_a_merged_ticket_tells_nobody(world):
    other = world.ticket()
    merged = world.ticket()
    services.join(merged, caller=services.Caller(phone="138", wants_callback=True), source="phone", by=world.call_taker)
    services.merge(merged, other=other, text="同一件事", by=world.dispatcher)
    drill = world.ticket(is_drill=True)
    services.join(drill, caller=services.Caller(phone="138", wants_callback=True), source="phone", by=world.call_taker)
    services.void(drill, text="演练结束", by=world.dispatcher)
    for ticket in (world.ticket_at(Stage.CLOSED), merged, drill):
        assert not ticket.deliveries.exists()
