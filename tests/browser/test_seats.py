"""A seat asks for a rest by keys and the leader approves by a key; a half-typed call is taken over and nothing typed is lost."""

from playwright.sync_api import expect

from intake.models import Draft, Takeover
from intake.services import take_over
from tests.browser.test_lock import until
from units.models import Rest, Seat
from units.seats.services import sit


def test_a_rest_and_a_takeover_by_keys(world, person, axe):
    sit(Seat.objects.create(code="C1", name="接警一席").code, by=world.call_taker)
    taker = person(world.call_taker).open("/calls/new/")
    leader = person(world.shift_leader).open("/seats/")
    expect(taker.locator(".seat-now")).to_have_class("seat-now is-ready")
    words = taker.locator("#id_words")
    words.click()
    taker.keyboard.type("井盖不见了")
    until(taker, lambda: Draft.objects.filter(fields__words="井盖不见了").exists())  # within two seconds

    taker.keyboard.press("Alt+z")
    taker.keyboard.press("Tab")
    taker.keyboard.press("F9")
    expect(taker.locator("#rest-dialog .error:visible")).to_have_count(1)
    axe(taker)
    taker.keyboard.type("用餐")
    taker.keyboard.press("F9")
    expect(words).to_have_value("井盖不见了")
    row = leader.locator("#seat-C1")
    expect(row).to_contain_text("用餐")
    expect(leader.locator(".seat-asks")).to_be_visible()
    axe(leader)
    leader.keyboard.press("j")  # A01, C1
    expect(row).to_have_attribute("aria-current", "true")
    leader.keyboard.press("a")
    expect(taker.locator(".seat-now")).to_have_class("seat-now is-rest")
    expect(row.locator(".left")).to_be_visible()
    taker.keyboard.press("Alt+z")
    expect(taker.locator(".seat-now")).to_have_class("seat-now is-ready")
    assert Rest.objects.get().answered_by == world.shift_leader

    expect(row.locator("[data-do=take_over]")).to_be_visible()
    leader.keyboard.press("t")
    leader.keyboard.press("F9")
    leader.wait_for_url("**/calls/new/?draft=*")
    expect(leader.locator("#id_words")).to_have_value("井盖不见了")
    banner = taker.locator("#banner-taken")
    expect(banner).to_contain_text(world.shift_leader.name)
    words.press("End")
    words.press_sequentially("，有人受伤")
    expect(taker.locator("#draft-state")).to_contain_text(world.shift_leader.name)
    assert Draft.objects.get().user == Takeover.objects.get().by == world.shift_leader
    axe(taker)
    banner.locator("button").click()
    expect(banner).to_have_count(0)  # the page is another one
    expect(taker.locator("#id_words")).to_have_value("井盖不见了，有人受伤")
    assert Draft.objects.filter(user=world.call_taker).count() == 1


def test_a_save_that_is_answered_late_asks_no_more_about_what_has_become_ones_own(world, person):
    page = person(world.call_taker).open("/calls/new/")
    words, banner = page.locator("#id_words"), page.locator("#banner-taken")
    words.press_sequentially("井盖不见了")
    page.wait_for_url("**draft=*")
    draft = Draft.objects.get()
    take_over(draft.key, former=world.call_taker.pk, by=world.shift_leader)
    words.press_sequentially("，")
    expect(banner).to_be_visible()

    late = []

    def hold(route):
        late.append(route) if not late and str(draft.key) in route.request.post_data else route.continue_()

    page.route("**/calls/draft/", hold)
    words.press_sequentially("有人受伤")
    until(page, lambda: late)
    # its answer comes while the page is already going to the new call
    page.route("**/calls/new/?*", lambda route: [late[0].continue_(), page.wait_for_timeout(1500), route.continue_()])
    with page.expect_navigation():
        banner.locator("button").click()
    expect(words).to_have_value("井盖不见了，有人受伤")
    expect(banner).to_have_count(0)
