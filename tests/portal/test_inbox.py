"""A unit's inbox, the page of one part, and the history: own matters only."""

import pytest
from django.urls import reverse

from dispatch import services
from dispatch.models import Assignment
from dispatch.views.groups import OF_PART
from dispatch.views.portal import FORMS, KEYS
from dispatch.workflow import Status

INBOX = "/inbox/"
UNITS = ("police", "roads", "water", "fire", "east", "west")


def ids(response):
    page = response.content.decode()
    return [int(piece.split('"')[0]) for piece in page.split('id="p-')[1:]]


def page_of(part):
    return reverse("dispatch:part", args=[part.pk])


def test_it_holds_the_own_units_open_parts_shortest_time_first(as_, world, part):
    slow = services.assign(world.ticket(item=world.lamp), lead=world.roads, by=world.dispatcher)
    fast = part(Status.SENT)
    assert ids(as_("roads_handler").get(INBOX)) == [fast.pk, world.part(slow, world.roads).pk]
    assert ids(as_("water_handler").get(INBOX)) == [world.part(fast.ticket, world.water).pk]
    assert ids(as_("police_handler").get(INBOX)) == []


def test_what_ended_leaves_it_and_stands_in_the_history(as_, part):
    mine = part(Status.DONE)
    browser = as_("roads_handler")
    assert ids(browser.get(INBOX)) == []
    assert page_of(mine) in browser.get("/inbox/history/").content.decode()
    assert page_of(mine) not in as_("water_handler").get("/inbox/history/").content.decode()


def test_tabs_narrow_and_count(as_, part, world):
    sent = part(Status.SENT)
    other = services.assign(world.ticket(), lead=world.roads, by=world.dispatcher)
    started = part(Status.ACCEPTED, ticket=other)
    browser = as_("roads_handler")
    assert ids(browser.get(INBOX + "?show=sent")) == [sent.pk]
    assert ids(browser.get(INBOX + "?show=started")) == [started.pk]
    assert ids(browser.get(INBOX + "?show=overdue")) == []
    assert set(ids(browser.get(INBOX + "?show=nonsense"))) == {sent.pk, started.pk}
    counts = {tab["name"]: tab["count"] for tab in browser.get(INBOX).context["tabs"]}
    assert counts == {"": 2, "sent": 1, "started": 1, "mine": 1, "overdue": 0}


def test_the_refetched_list_is_the_list_of_the_page(as_, part):
    part()
    browser = as_("roads_handler")
    fragment = browser.get(INBOX + "?rows=1").content.decode()
    assert "<html" not in fragment
    assert fragment.strip() in browser.get(INBOX).content.decode()


def test_rows_carry_no_personal_data(as_, part):
    part()
    page = as_("roads_handler").get(INBOX).content.decode()
    assert "王" not in page
    assert "19900001234" not in page


@pytest.mark.parametrize("who", ["dispatcher", "collector", "supervisor", "sysadmin"])
def test_whoever_works_no_parts_has_no_inbox(as_, who):
    assert as_(who).get(INBOX).status_code == 403
    assert as_(who).get("/inbox/history/").status_code == 403


def test_an_inbox_costs_the_same_number_of_queries_however_full(as_, world, django_assert_max_num_queries):
    for _n in range(5):
        services.assign(world.ticket(), lead=world.roads, by=world.dispatcher)
    browser = as_("roads_handler")
    with django_assert_max_num_queries(20):
        assert len(ids(browser.get(INBOX))) == 5


def test_every_unit_finds_the_other_units_parts_missing(as_, world, part):
    ticket = part().ticket
    services.give_feedback(_accepted(world, ticket), answer=world.DONE, by=world.roads_handler)
    for code in UNITS:
        browser = as_(f"{code}_handler")
        for found in Assignment.objects.select_related("unit"):
            expected = 200 if found.unit.code == code else 404
            assert browser.get(page_of(found)).status_code == expected


def _accepted(world, ticket):
    mine = world.part(ticket, world.roads)
    services.accept(mine, by=world.roads_handler)
    return mine


def test_the_page_says_what_is_asked_where_and_by_whom_with_the_caller_masked(as_, part):
    page = as_("roads_handler").get(page_of(part())).content.decode()
    for words in ("井盖缺失", "井盖不见了", "东河路 12 号", "199****1234", "王**", "供水公司"):
        assert words in page
    assert "19900001234" not in page
    assert "王小明" not in page


def test_after_the_part_ended_the_ticket_is_read_without_the_caller(as_, part):
    mine = part(Status.DONE)
    page = as_("roads_handler").get(page_of(mine)).content.decode()
    assert "井盖不见了" in page
    assert "199****1234" not in page
    assert "王**" not in page
    assert 'id="form-' not in page


@pytest.mark.parametrize(
    ("status", "step"),
    [("sent", "accept"), ("accepted", "arrive"), ("en_route", "arrive"), ("on_scene", "give_feedback")],
)
def test_there_is_one_large_button_for_the_next_step(as_, part, status, step):
    response = as_("roads_handler").get(page_of(part(Status(status))))
    page = response.content.decode()
    assert response.context["step"]["verb"] == step
    assert page.count("btn primary big") == 1


def test_everything_else_is_in_the_menu_with_its_rule(as_, part):
    menu = as_("roads_handler").get(page_of(part(Status.ACCEPTED))).context["menu"]
    assert [entry["verb"] for entry in menu] == [
        "depart",
        "give_feedback",
        "ask_help",
        "ask_extension",
        "ask_suspension",
        "hand_back",
        "note",
    ]
    assert all(entry["rule"] and entry["key"] for entry in menu)


def test_the_menu_goes_from_the_next_step_to_what_is_not_ours(as_, part):
    context = as_("roads_handler").get(page_of(part(Status.ACCEPTED)), headers={"Accept-Language": "en"}).context
    assert [str(name) for name, _entries in context["menu_groups"]] == ["Next step", "Say and ask", "Time", "Not ours"]
    grouped = [entry["verb"] for _name, entries in context["menu_groups"] for entry in entries]
    assert sorted(grouped) == sorted(entry["verb"] for entry in context["menu"])
    in_groups = [verb for _name, verbs in OF_PART for verb in verbs]
    assert sorted(in_groups) == sorted(set(FORMS) - {"accept"}) == sorted(KEYS)
    assert len(set(KEYS.values())) == len(KEYS)


def test_what_is_only_for_the_centre_is_not_on_the_units_timeline(as_, part, world):
    mine = part()
    party = mine.ticket.parties.get()
    services.reveal(mine.ticket, party_id=party.pk, text="核对地址用", by=world.dispatcher)
    assert "核对地址用" not in as_("roads_handler").get(page_of(mine)).content.decode()


def test_a_unit_that_looks_at_the_number_leaves_a_trace(as_, part):
    mine = part()
    party = mine.ticket.parties.get()
    address = reverse("dispatch:reveal", args=[mine.ticket.number])
    response = as_("roads_handler").send(address, {"party_id": party.pk, "text": "联系当事人", "version": 0})
    assert "19900001234" in response.content.decode()
    assert mine.ticket.events.last().kind == "reveal"


def test_the_centre_has_its_own_page_of_a_ticket(as_, part):
    assert as_("dispatcher").get(page_of(part())).status_code == 403


def test_fragments_are_the_parts_of_the_page_that_the_line_keeps_fresh(as_, part):
    browser, mine = as_("roads_handler"), part()
    fragments = browser.get(page_of(mine) + "?fragments=1").content.decode()
    assert fragments.count("data-fragment") == 3
    assert "<form" not in fragments


def test_history_is_paged_by_where_the_last_row_stood(as_, world, part, monkeypatch):
    monkeypatch.setattr("dispatch.views.history.PAGE", 2)
    for _n in range(5):
        ticket = services.assign(world.ticket(), lead=world.roads, by=world.dispatcher)
        world.finish(ticket, world.roads)
    browser, seen, address = as_("roads_handler"), [], "/inbox/history/"
    for _page in range(3):
        context = browser.get(address).context
        seen += [found.pk for found in context["parts"]]
        address = f"/inbox/history/?after={context['following']}"
    assert seen == list(Assignment.objects.filter(unit=world.roads).order_by("-ended_at").values_list("pk", flat=True))
    assert browser.get("/inbox/history/?after=rubbish.x").status_code == 200


def test_the_page_of_a_part_costs_a_bounded_number_of_queries(as_, world, part, django_assert_max_num_queries):
    ticket = services.assign(
        world.ticket(), lead=world.roads, assists=[world.water, world.east, world.fire], by=world.dispatcher
    )
    for unit in (world.water, world.east, world.fire):
        world.finish(ticket, unit)
    mine, browser = part(Status.ACCEPTED, ticket=ticket), as_("roads_handler")
    with django_assert_max_num_queries(36):
        browser.get(page_of(mine))
