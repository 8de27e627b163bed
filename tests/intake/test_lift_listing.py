"""A listing is lifted before its time, with a reason; from then on the number rings without a flag."""

from tests.intake.exchange import Line
from tests.intake.listed import NUMBER, proposed, second_leader, standing


def test_lifted_with_a_reason_the_flag_is_gone_and_the_record_stays(world, as_):
    listing, leader = standing(world), as_("shift_leader")
    Line(number=NUMBER).ring()
    url = f"/listings/{listing.pk}/lift/"
    assert leader.send(url, {"reason": ""}).status_code == 422
    assert leader.send(url, {"reason": "号码已换主"}).status_code == 302
    assert "listed is-" not in as_("call_taker").get("/calls/lines/").content.decode()
    listing.refresh_from_db()
    assert (listing.lifted_by, listing.lifted_because, listing.outcome) == (
        world.shift_leader,
        "号码已换主",
        "approved",
    )
    assert "号码已换主" in leader.get(f"/listings/{listing.pk}/").content.decode()
    late = as_(second_leader(world)).send(url, {"reason": "x"})
    assert (late.status_code, world.shift_leader.name in late.content.decode()) == (409, True)


def test_what_does_not_stand_is_not_lifted(world, as_):
    answer = as_("shift_leader").send(f"/listings/{proposed(world).pk}/lift/", {"reason": "x"})
    assert answer.status_code == 409
