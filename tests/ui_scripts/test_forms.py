"""What the script of the forms promises: nothing typed is lost, nothing is sent twice, nothing half typed is sent."""

import pytest

from tests.ui_scripts.conftest import FORM

pytestmark = pytest.mark.browser


def send_without_a_line(page, server):
    server.answers = [(303, "/done/")]
    server.open(page)
    page.fill("#id_words", "井盖不见了")
    page.context.set_offline(True)
    page.keyboard.press("F9")
    page.locator(".form-fail", has_text="kept").wait_for()


def test_a_lost_network_keeps_the_text_and_sends_by_itself_when_it_is_back(page, server):
    send_without_a_line(page, server)
    assert page.input_value("#id_words") == "井盖不见了"
    page.context.set_offline(False)
    page.wait_for_url("**/done/")
    assert ["k-1" in post and "井盖不见了" in post for post in server.posts] == [True]


def test_what_is_changed_while_the_form_waits_for_the_line_is_neither_lost_nor_sent_half_typed(page, server):
    send_without_a_line(page, server)
    page.fill("#id_words", "井盖破了")
    page.locator(".form-fail", has_text="You changed this after you sent it").wait_for()
    page.context.set_offline(False)
    page.wait_for_timeout(4000)  # longer than the first wait
    assert server.posts == []
    page.keyboard.press("F9")
    page.wait_for_url("**/done/")
    assert ["k-1" in post and "井盖破了" in post for post in server.posts] == [True]


def test_what_is_changed_while_the_form_is_on_its_way_does_not_go_by_itself_when_that_failed(page, server):
    server.open(page)
    page.fill("#id_words", "井盖不见了")
    page.route("**/calls/", lambda route: [page.fill("#id_words", "井盖破"), route.abort()])
    page.keyboard.press("F9")
    page.locator(".form-fail", has_text="You changed this after you sent it").wait_for()
    assert page.locator(".form-fail button").count() == 0
    assert page.input_value("#id_words") == "井盖破"


def test_what_goes_again_is_the_form_as_it_stands(page, server):
    """Changed while the first try was on its way: that it failed is known later."""
    server.answers = [(303, "/done/")]
    server.open(page)
    page.fill("#id_words", "井盖不见了")
    page.route("**/calls/", lambda route: [page.evaluate("id_words.value = '井盖破了'"), route.abort()])
    page.keyboard.press("F9")
    page.locator(".form-fail button").wait_for()
    page.unroute("**/calls/")
    page.locator(".form-fail button").click()
    page.wait_for_url("**/done/")
    assert ["井盖破了" in post for post in server.posts] == [True]


def test_a_server_that_starts_is_asked_again_with_the_same_key(page, server):
    server.answers = [(503, "starting"), (303, "/done/")]
    server.open(page)
    page.keyboard.press("F9")
    page.locator(".form-fail button").click()
    page.wait_for_url("**/done/")
    assert ["k-1" in post for post in server.posts] == [True, True]


def test_a_form_sent_twice_in_a_moment_goes_once(page, server):
    server.answers = [(303, "/done/")]
    server.open(page)
    page.evaluate("() => { const b = document.querySelector('.btn.primary'); b.click(); b.click(); }")
    page.wait_for_url("**/done/")
    assert len(server.posts) == 1


def test_bad_input_redraws_the_form_alone_and_goes_to_the_wrong_field(page, server):
    server.answers = [(422, FORM.replace("<textarea id", '<textarea aria-invalid="true" id').replace("k-1", "k-2"))]
    server.open(page, "<p id='beside'>kept</p>" + FORM)
    page.evaluate("document.getElementById('beside').dataset.same = '1'")
    page.keyboard.press("F9")
    page.locator("#id_words:focus").wait_for()
    assert page.input_value("input[name=key]") == "k-2"
    assert page.get_attribute("#beside", "data-same") == "1"
    assert page.get_by_role("combobox", name="Item").is_visible()


def test_a_refusal_says_its_sentence_at_the_form_and_keeps_the_text(page, server):
    server.answers = [(409, "<main id='main'><h1>No</h1><p data-sentence>Zhou Tao was quicker, 22:14.</p></main>")]
    server.open(page)
    page.fill("#id_words", "kept")
    page.keyboard.press("F9")
    page.get_by_role("alert").get_by_text("Zhou Tao was quicker, 22:14.").wait_for()
    assert page.input_value("#id_words") == "kept"


def test_a_failure_of_the_server_keeps_the_text(page, server):
    server.answers = [(500, "<h1>broken</h1>")]
    server.open(page)
    page.fill("#id_words", "kept")
    page.keyboard.press("F9")
    page.locator(".form-fail").wait_for()
    assert "500" in page.inner_text(".form-fail")
    assert page.input_value("#id_words") == "kept"
