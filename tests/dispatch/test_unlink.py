"""unlink: a link ends; that it stood stays on both timelines."""

from dispatch.models import Link
from dispatch.workflow import Stage
from tests.dispatch import structure
from tests.dispatch.verbs import address, events, rules


class TestRules(
    rules("unlink", stage=Stage.HANDLING, who="dispatcher", others=["call_taker", "verifier", "callback", "viewer"])
):
    pass


def test_it_ends_from_either_side_and_may_stand_again(world, as_):
    ticket, other = world.ticket(), world.ticket()
    for here in (ticket, other):
        link = structure.link(world, ticket, Link.Kind.CHILD, other=other)
        assert as_("dispatcher").send(address("unlink", here), {"link": link.pk, "text": "弄错了"}).status_code == 302
        link.refresh_from_db()
        assert (link.ended_by, link.ended_at) == (world.dispatcher, events(other, "unlink").last().at)
    assert events(ticket, "unlink").count() == events(other, "unlink").count() == 2
    assert Link.objects.count() == 2 and not Link.objects.standing().exists()
    assert 'data-verb="unlink"' not in as_("dispatcher").get(ticket.get_absolute_url()).content.decode()


def test_a_link_that_is_none_of_the_tickets_is_refused(world, as_):
    ticket, stranger = world.ticket(), structure.link(world, world.ticket())
    for link in (stranger.pk, 0, "", "x", "9" * 30):
        assert as_("dispatcher").send(address("unlink", ticket), {"link": link}).status_code == 422, link
    stranger.refresh_from_db()
    assert stranger.ended_at is None
