"""The first signature, of who goes: with what stands in the form, over lines that he has just seen."""

import uuid

from dispatch import services
from dispatch.models import Handover
from tests.cast import minutes
from tests.handover.conftest import EN, address, give, said
from units import clock


def test_it_keeps_the_words_signs_with_seat_and_time_and_freezes(world, as_, ledger):
    key = ledger.lines[0]["key"]
    data, once = said(ledger, **{f"remark_{key}": "已联系"}), uuid.uuid4()
    for _ in range(2):
        assert as_("shift_leader").send(address(ledger, "give"), data, key=once).status_code == 302
    signed = Handover.objects.get()
    assert (signed.given_by, signed.remarks, signed.notes) == (world.shift_leader, {key: "已联系"}, "夜间有雨")
    assert len(signed.given_hash) == 64 and services.intact(signed)
    page = as_("shift_leader").get(address(ledger), **EN).content.decode()
    assert "handover-form" not in page and "unchanged since it was signed" in page and "You have signed." in page


def test_lines_of_long_ago_are_not_signed(world, as_, ledger, settings):
    with clock.at(clock.now() + minutes(31)):
        answer = as_("shift_leader").send(address(ledger, "give"), said(ledger), **EN)
        assert answer.status_code == 422
        assert "Draw them anew" in answer.content.decode()
        assert not Handover.objects.get().is_given
        data = said(ledger)
        assert as_("shift_leader").send(address(ledger, "redraw"), data).status_code == 302
        assert as_("shift_leader").send(address(ledger, "give"), said(ledger)).status_code == 302


def test_of_two_who_sign_one_wins_and_the_other_reads_who(world, as_, ledger, relief):
    data = said(ledger)
    assert as_("shift_leader").send(address(ledger, "give"), data).status_code == 302
    answer = as_(relief).send(address(ledger, "give"), data, **EN)
    assert answer.status_code == 409
    assert world.shift_leader.label in answer.content.decode()
    assert Handover.objects.get().given_by == world.shift_leader


def test_a_changed_content_no_longer_fits_its_signature(world, ledger):
    signed = give(ledger, world.shift_leader)
    signed.notes = "别的"
    assert not services.intact(signed)
