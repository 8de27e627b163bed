"""A shift handed over by two people in two browsers, without the mouse."""

from playwright.sync_api import expect

from dispatch.models import Handover
from dispatch.workflow import Stage
from tests.cast import make_person


def test_the_one_who_goes_and_the_one_who_comes_sign(world, person, axe):
    ticket = world.ticket_at(Stage.HANDLING)
    relief = make_person("shift_leader", world.centre, "relief", "接班者")
    goes = person(world.shift_leader).open("/handovers/")
    axe(goes)
    with goes.expect_navigation():
        goes.keyboard.press("F9")
    expect(goes.locator(".handover-lines .c-number a")).to_have_text(ticket.number)
    axe(goes)
    goes.locator(".handover-lines .remark").fill("催过两次")
    goes.locator("#id_notes").fill("夜间有雨")
    with goes.expect_navigation():
        goes.keyboard.press("Alt+r")
    expect(goes.locator(".handover-lines .remark")).to_have_value("催过两次")
    with goes.expect_navigation():
        goes.keyboard.press("F9")
    expect(goes.locator(".signature").first).to_contain_text(world.shift_leader.name)
    axe(goes)

    comes = person(relief).open("/handovers/")
    with comes.expect_navigation():
        comes.keyboard.press("F9")
    expect(comes.locator(".handover-lines .c-remark").nth(1)).to_have_text("催过两次")
    comes.locator("#id_text").fill("已核对")
    axe(comes)
    with comes.expect_navigation():
        comes.keyboard.press("F9")
    expect(comes.locator(".signature").last).to_contain_text("接班者")
    goes.reload()
    expect(goes.locator(".signature").last).to_contain_text("已核对")
    signed = Handover.objects.get()
    assert (signed.given_by, signed.taken_by) == (world.shift_leader, relief)
