"""The collector's report without a network: what he changes after he pressed is not lost, and one report is one ticket."""

from playwright.sync_api import expect

from dispatch.models import Ticket
from tests.browser.test_journey import pick
from tests.cast import browser_of


def reporting(world, person):
    page = person(world.collector, (390, 844)).open("/tasks/report/")
    form = page.locator("#form-report")
    pick(form.locator(f"input[name=item][value='{world.lamp.code}']"))
    form.locator("[name=place]").fill("东河路 12 号")
    form.locator("[name=words]").fill("井盖不见了")
    # as a finger on the map does
    form.evaluate("form => { form.elements.lon.value = '112.005'; form.elements.lat.value = '28.005'; }")
    return page, form


def test_what_is_changed_without_a_network_is_what_is_sent(world, person):
    page, form = reporting(world, person)
    page.context.set_offline(True)
    form.locator("button.big").click()
    expect(form.locator(".form-fail")).to_contain_text("已保留")
    form.locator("[name=words]").fill("井盖破了")
    expect(form.locator(".form-fail")).to_contain_text("不再自动发送")
    expect(page.locator("#toasts")).to_contain_text("不再自动发送")
    page.context.set_offline(False)
    expect(page.locator("#line")).to_have_attribute("data-state", "live")
    expect(form.locator("[name=words]")).to_have_value("井盖破了")
    assert not Ticket.objects.exists()
    with page.expect_navigation(url="**/tasks/"):
        form.locator("button.big").click()
    assert Ticket.objects.get().words == "井盖破了"


def test_a_report_whose_answer_was_lost_is_not_written_twice_and_says_that_the_change_did_not_go(world, person):
    page, form = reporting(world, person)
    written = []
    page.route("**/tasks/report/", lambda route: [written.append(route.fetch(max_redirects=0).status), route.abort()])
    form.locator("button.big").click()
    expect(form.locator(".form-fail")).to_contain_text("已保留")
    assert set(written) == {302}
    form.locator("[name=words]").fill("井盖破了")
    expect(form.locator(".form-fail")).to_contain_text("不再自动发送")
    page.unroute("**/tasks/report/")
    form.locator("button.big").click()
    expect(form.locator(".form-fail")).to_contain_text("已以其他内容提交过")
    expect(form.locator("[name=words]")).to_have_value("井盖破了")
    assert Ticket.objects.get().words == "井盖不见了"


def signed_in(page, user):
    """As after a log-in in another window of this browser: a new session, a new token."""
    address = "/".join(page.url.split("/")[:3])
    facts = {"sessionid": browser_of(user).cookies["sessionid"].value, "csrftoken": "n" * 32}
    page.context.add_cookies([{"name": name, "value": value, "url": address} for name, value in facts.items()])


def test_what_waited_while_the_session_ended_goes_once_its_person_is_signed_in_again(world, person):
    page, form = reporting(world, person)
    signed_in(page, world.other_collector)
    form.locator("button.big").click()
    expect(form.locator(".form-fail")).to_contain_text(world.other_collector.label)
    expect(form.locator("[name=words]")).to_have_value("井盖不见了")
    assert not Ticket.objects.exists()
    signed_in(page, world.collector)
    with page.expect_navigation(url="**/tasks/"):
        form.locator("button.big").click()
    assert Ticket.objects.get().words == "井盖不见了"


def test_a_position_that_comes_late_does_not_replace_the_place_that_was_tapped(world, person):
    page = person(world.collector, (390, 844)).open("/tasks/report/")
    page.evaluate("""() => { navigator.geolocation.getCurrentPosition = (ok) => { window.late = ok; }; }""")
    page.locator("button[data-position]").click()
    page.evaluate("""() => document.getElementById("form-report").dispatchEvent(
        new CustomEvent("place", { bubbles: true, detail: { lon: 112.015, lat: 28.005 } }))""")
    page.evaluate("() => window.late({ coords: { longitude: 112.005, latitude: 28.005, accuracy: 9 } })")
    expect(page.locator("[name=lon]")).to_have_value("112.015000")
    page.locator("button[data-position]").click()
    page.evaluate("() => window.late({ coords: { longitude: 112.005, latitude: 28.005, accuracy: 9 } })")
    expect(page.locator("[name=lon]")).to_have_value("112.005000")
    expect(page.locator("[name=position]")).to_have_value("device")
    expect(page.locator("[name=accuracy]")).to_have_value("9.0")
