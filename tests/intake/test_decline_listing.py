"""A proposal is declined with a reason; the number was never flagged."""

import uuid

from tests.intake.exchange import Line
from tests.intake.listed import NUMBER, proposed


def test_declined_with_a_reason_and_no_flag(world, as_):
    listing, leader = proposed(world), as_("shift_leader")
    url = f"/listings/{listing.pk}/decline/"
    assert leader.send(url, {"answer": ""}).status_code == 422
    key = uuid.uuid4()
    assert {leader.send(url, {"answer": "证据不足"}, key=key).status_code for _ in range(2)} == {302}
    listing.refresh_from_db()
    assert (listing.outcome, listing.answer, listing.answered_by) == ("declined", "证据不足", world.shift_leader)
    Line(number=NUMBER).ring()
    assert "listed is-" not in as_("call_taker").get("/calls/lines/").content.decode()
    assert "证据不足" in as_("call_taker").get(f"/listings/{listing.pk}/").content.decode()
    assert leader.send(f"/listings/{listing.pk}/lift/", {"reason": "x"}).status_code == 409


def test_a_listing_that_is_none_is_not_there(world, as_):
    for pk in (1, 2**63):
        assert as_("shift_leader").get(f"/listings/{pk}/").status_code == 404
        assert as_("shift_leader").send(f"/listings/{pk}/decline/", {"answer": "x"}).status_code == 404
