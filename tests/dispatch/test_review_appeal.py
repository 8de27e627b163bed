"""appeal, review_appeal: after closing, once a clock, two reviewers; raw and exempted stand side by side."""

import uuid

import pytest

from dispatch import services
from dispatch.models import Appeal, Clock
from dispatch.workflow import Stage
from tests.cast import make_person
from tests.dispatch.verbs import rules
from units.refusals import BadInput, NotAllowed, WrongStage


class TestReviewing(
    rules(
        "review_appeal", stage=Stage.CLOSED, who="shift_leader",
        others=["dispatcher", "call_taker", "verifier", "callback", "viewer"], ready=lambda w: w.appealed(),
    )
):  # fmt: skip
    pass


def review(world, ticket, by, upholds):
    return services.review_appeal(ticket, appeal=ticket.appeals.get(), upholds=upholds, text="有据", by=by)


def test_two_people_exempt_a_clock_and_it_stays_missed(world):
    ticket = world.appealed()
    review(world, ticket, world.shift_leader, True)
    assert Clock.objects.exclude(exempted_at=None).count() == 0
    with pytest.raises(NotAllowed):
        review(world, ticket, world.shift_leader, True)
    review(world, ticket, world.supervisor, True)
    limit = Appeal.objects.get().clock
    assert Appeal.objects.get().state == "upheld"
    assert limit.exempted_at and limit.missed_at and limit.in_time is False


@pytest.mark.parametrize("answers", [(False,), (True, False)])
def test_a_single_no_ends_it(world, answers):
    ticket = world.appealed()
    for by, upholds in zip((world.shift_leader, world.arbiter), answers, strict=False):
        review(world, ticket, by, upholds)
    assert Appeal.objects.get().state == "declined"
    assert Clock.objects.exclude(exempted_at=None).count() == 0
    with pytest.raises(WrongStage):
        review(world, ticket, world.supervisor, True)


def test_the_own_unit_never_reviews(world):
    ticket = world.appealed()
    with pytest.raises(NotAllowed):
        review(world, ticket, make_person("supervisor", world.roads), True)


def test_once_a_clock_and_only_against_one_that_was_missed(world):
    ticket = world.appealed()
    part = world.part(ticket, world.roads)
    for kind in ("resolve",):
        with pytest.raises(BadInput):
            services.appeal(part, limit=part.clocks.get(kind=kind), text="又", by=world.roads_handler)
    kept = world.part(world.ticket_at(Stage.CLOSED), world.roads)
    with pytest.raises(BadInput):
        services.appeal(kept, limit=kept.clocks.get(kind="resolve"), text="没有超时", by=world.roads_handler)


def test_the_portal_offers_it_on_an_ended_part_that_missed_a_clock(world, as_):
    part = world.part(world.overdue_and_closed(), world.roads)
    html = as_("roads_handler").get(f"/inbox/{part.pk}/").content.decode()
    assert "ask-appeal" in html
    limit = part.clocks.get(kind="resolve")
    answer = as_("roads_handler").send(
        f"/parts/{part.pk}/appeal/", {"limit": limit.pk, "text": "暴雨断路", "version": part.version}
    )
    assert answer.status_code == 302
    assert Appeal.objects.get().clock == limit
    kept = world.part(world.ticket_at(Stage.CLOSED), world.roads)
    assert "ask-appeal" not in as_("roads_handler").get(f"/inbox/{kept.pk}/").content.decode()


def test_an_appeal_whose_answer_was_lost_is_answered_as_the_first_time(world, as_):
    ticket = world.overdue_and_closed()
    part = world.part(ticket, world.roads)
    data = {"version": part.version, "limit": part.clocks.get(kind="resolve").pk, "text": "暴雨断路"}
    browser, key = as_("roads_handler"), uuid.uuid4()
    first, again = (browser.send(f"/parts/{part.pk}/appeal/", data, key=key) for _ in range(2))
    assert first.status_code == again.status_code == 302, again.content.decode()
    assert first.headers["Location"] == again.headers["Location"]
    assert ticket.appeals.count() == 1
