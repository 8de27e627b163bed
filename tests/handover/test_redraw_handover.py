"""Drawn anew, the lines are of this moment; what people wrote stays, even to what has ended."""

from dispatch import services
from dispatch.models import Handover, Ticket
from dispatch.workflow import Stage
from tests.handover.conftest import address, said


def test_new_tickets_come_and_ended_ones_go_unless_somebody_spoke_of_them(world, as_, ledger):
    lines = {line["stage"]: line for line in ledger.lines}
    handled, owed = lines[Stage.HANDLING], lines[Stage.CALLBACK]
    new = world.ticket()
    ticket = Ticket.objects.get(number=owed["number"])
    services.close(ticket, reply=services.Reply("solved"), disposition="later", by=world.callback)
    data = said(ledger, **{f"remark_{handled['key']}": "催过", f"remark_{owed['key']}": "答应今晚回话"})
    assert as_("shift_leader").send(address(ledger, "redraw"), data).status_code == 302
    again = Handover.objects.get()
    groups = {line["number"]: line["group"] for line in again.lines}
    assert new.number in groups and groups[owed["number"]] == "ended"
    assert again.lines_at > ledger.lines_at and again.figures["open"] == 2
    assert again.remarks == {handled["key"]: "催过", owed["key"]: "答应今晚回话"}
    assert (
        as_("shift_leader").send(address(ledger, "redraw"), said(ledger, **{f"remark_{owed['key']}": ""})).status_code
        == 302
    )
    assert owed["number"] not in {line["number"] for line in Handover.objects.get().lines}


def test_an_older_page_draws_nothing(as_, ledger, relief):
    old = said(ledger)
    assert as_("shift_leader").send(address(ledger, "redraw"), old).status_code == 302
    assert as_(relief).send(address(ledger, "redraw"), old).status_code == 409
