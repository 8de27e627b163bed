"""link: two tickets name each other, as related or as a part of the other."""

from dispatch import services
from dispatch.models import Link
from dispatch.workflow import Stage
from tests.dispatch import structure
from tests.dispatch.verbs import WORDS, address, events, filled, rules
from units import scope

CHILD = Link.Kind.CHILD


class TestRules(
    rules("link", stage=Stage.HANDLING, who="dispatcher", others=["call_taker", "verifier", "callback", "viewer"])
):
    pass


def test_both_pages_and_both_timelines_name_the_other(world, as_):
    ticket, other = world.ticket_at(Stage.HANDLING), world.ticket()
    data = {"number": other.number[-4:], "kind": "child", "text": WORDS}
    assert as_("dispatcher").send(address("link", ticket), data).status_code == 302
    ours, theirs = events(ticket, "link").get(), events(other, "link").get()
    assert (ours.data["other"], theirs.data["other"], ours.at) == (other.pk, ticket.pk, theirs.at)
    for here, there, how in ((ticket, other, "Part of"), (other, ticket, "Its part")):
        html = as_("dispatcher").get(here.get_absolute_url(), headers={"Accept-Language": "en"}).content.decode()
        assert html.count(there.number) >= 2, "in the list of tickets that belong to it, and in the timeline"
        assert how in html


def test_a_unit_is_told_neither_the_number_nor_that_there_is_a_link(world, as_):
    ticket, other = world.ticket_at(Stage.HANDLING), world.ticket()
    structure.link(world, ticket, other=other)
    html = as_("roads_handler").get(ticket.get_absolute_url(), follow=True).content.decode()
    assert other.number not in html
    with scope.of(world.roads_handler):
        assert not Link.objects.exists(), "the database shows a link to whoever may see both tickets"
    services.assign(other, lead=world.roads, by=world.dispatcher)
    with scope.of(world.roads_handler):
        assert Link.objects.visible_to(world.roads_handler).count() == 1


def test_an_uncleared_centre_does_not_see_a_link_to_a_ticket_that_was_sealed_since(world, as_):
    ticket, other = world.ticket(), world.ticket()
    structure.link(world, ticket, other=other)
    type(other).objects.filter(pk=other.pk).update(confidential=True)
    assert other.number not in as_("dispatcher").get(ticket.get_absolute_url()).content.decode()
    assert other.number in as_("shift_leader").get(ticket.get_absolute_url()).content.decode()
    with scope.of(world.dispatcher):
        assert not Link.objects.exists()


def test_what_cannot_be_linked_says_why_at_its_field(world, as_):
    ticket, secret, drill = world.ticket(), world.ticket(), world.ticket(is_drill=True)
    type(secret).objects.filter(pk=secret.pk).update(confidential=True)
    linked = structure.link(world, ticket).other
    wrong = ("", "T20200101-0001", "x", "9" * 24, "\x00", ticket.number, drill.number, linked.number, secret.number)
    for number in wrong:
        answer = as_("dispatcher").send(address("link", ticket), {"number": number, "kind": "related"})
        assert answer.status_code == 422, number
        assert 'id="id_link_number-error"' in answer.content.decode(), number
    answer = as_("shift_leader").send(address("link", ticket), {"number": secret.number, "kind": "related"})
    assert answer.status_code == 422, "one is confidential and the other is not"
    for kind in ("", "merged", "x"):
        answer = as_("dispatcher").send(address("link", world.ticket()), {"number": ticket.number, "kind": kind})
        assert answer.status_code == 422
    assert events(ticket, "link").count() == 1


def test_a_part_has_one_whole_and_no_parts_of_its_own(world, as_):
    whole, part, third = world.ticket(), world.ticket(), world.ticket()
    structure.link(world, part, CHILD, other=whole)
    for ticket, other in ((part, third), (whole, third), (third, part)):
        answer = as_("dispatcher").send(address("link", ticket), {"number": other.number, "kind": "child"})
        assert answer.status_code == 422, (ticket, other)
    assert as_("dispatcher").send(address("link", third), filled("link", world, third)).status_code == 302
    assert Link.objects.standing().filter(kind=CHILD).count() == 1
