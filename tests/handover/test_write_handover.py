"""Remarks to lines, broken equipment, notes: kept while nobody has signed, and never over somebody else's words."""

from dispatch import services
from dispatch.models import Handover
from tests.handover.conftest import EN, address, give, said


def test_what_is_written_stays_with_its_line(world, as_, ledger):
    line = ledger.lines[0]
    data = said(ledger, **{f"remark_{line['key']}": "已联系"})
    assert as_("shift_leader").send(address(ledger, "write"), data).status_code == 302
    ledger.refresh_from_db()
    assert (ledger.remarks, ledger.equipment, ledger.notes) == ({line["key"]: "已联系"}, "三号席耳机无声", "夜间有雨")
    assert (ledger.version, ledger.written_by) == (2, world.shift_leader)
    assert "已联系" in as_("shift_leader").get(address(ledger)).content.decode()


def test_too_long_a_remark_is_refused_beside_its_field_and_stays_typed(as_, ledger):
    name = f"remark_{ledger.lines[0]['key']}"
    answer = as_("shift_leader").send(address(ledger, "write"), said(ledger, **{name: "长" * 201}), **EN)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "长" * 201 in page and f'id="id_{name}"' in page and 'aria-invalid="true"' in page
    assert Handover.objects.get().version == 1


def test_of_two_who_write_the_second_reads_who_was_quicker_and_loses_nothing(world, as_, ledger, relief):
    stale = said(ledger, notes="我的字")
    assert as_(relief).send(address(ledger, "write"), said(ledger, notes="别人的字")).status_code == 302
    answer = as_("shift_leader").send(address(ledger, "write"), stale, **EN)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert relief.label in page and "我的字" in page
    assert Handover.objects.get().notes == "别人的字"
    again = {**stale, "version": Handover.objects.get().version}
    assert as_("shift_leader").send(address(ledger, "write"), again).status_code == 302


def test_without_its_version_a_form_is_not_whole(as_, ledger):
    assert as_("shift_leader").send(address(ledger, "write"), {"notes": "x"}).status_code == 422


def test_signed_it_takes_no_more_words_and_says_since_when(world, as_, ledger):
    give(ledger, world.shift_leader)
    answer = as_("relief").send(address(ledger, "write"), said(ledger, notes="改"), **EN)
    assert answer.status_code == 409
    assert "signed this ledger at" in answer.content.decode()
    assert Handover.objects.get().notes == "夜间有雨"


def test_others_write_nothing(world, as_, ledger):
    for who in ("dispatcher", "roads_handler"):
        assert as_(who).send(address(ledger, "write"), said(ledger)).status_code == 403
    assert as_("shift_leader").get(address(ledger, "write")).status_code == 405
    assert services.intact(Handover.objects.get())
