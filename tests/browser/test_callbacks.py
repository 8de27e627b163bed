"""The call-back desk in a browser: an evening without the mouse, and a queue that lives."""

from playwright.sync_api import expect

from dispatch import services
from dispatch.models import Callback, Event, Ticket
from dispatch.workflow import Stage
from tests.cast import minutes
from units import clock

OTHER = services.Caller(name="李小红", phone="19900005678", wants_callback=True)


def waits(world, ago, **more):
    ticket = world.ticket_at(Stage.CALLBACK, **more)
    Ticket.objects.filter(pk=ticket.pk).update(callback_at=clock.now() - minutes(ago))
    return ticket


def test_an_evening_by_keyboard(world, person, axe):
    first, second = waits(world, 30), waits(world, 20)
    other = waits(world, 10, caller=OTHER)
    page = person(world.callback).open("/callbacks/")
    page.keyboard.press("p")
    expect(page.locator("#number b")).to_have_text("19900001234")
    assert Event.objects.get(kind="reveal").ticket_id == first.pk
    axe(page)
    for key in "147" + "369":  # the first is solved and well done; the second is not
        page.keyboard.press(key)
    page.locator(f"#id_reached_text_{second.pk}").fill("还是老样子")
    with page.expect_navigation():
        page.keyboard.press("F9")
    assert dict(Ticket.objects.values_list("pk", "stage")) == {
        first.pk: Stage.CLOSED, second.pk: Stage.ASSIGNMENT, other.pk: Stage.CALLBACK
    }  # fmt: skip
    # the next one is open already; nobody answers
    expect(page.locator("#party-title")).to_have_text("李**")
    page.keyboard.press("u")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    call = Callback.objects.get(ticket=other)
    assert (call.outcome, call.attempt) == ("no_answer", 1)
    other.refresh_from_db()
    assert other.callback_at > clock.now()
    expect(page.locator(f"#g-{other.pk}")).to_have_class("row later")


def test_the_queue_lives_and_what_is_typed_stays(world, person):
    first = waits(world, 30)
    page = person(world.callback).open("/callbacks/")
    page.locator(f"#id_reached_text_{first.pk}").fill("说到一半")
    other = waits(world, 40, caller=OTHER)
    expect(page.locator(f"#g-{other.pk}")).to_be_visible()
    services.close(first, reply=services.Reply("solved"), disposition="later", by=world.shift_leader)
    expect(page.locator(f"#g-{first.pk}")).to_have_count(0)
    expect(page.locator(f"#id_reached_text_{first.pk}")).to_have_value("说到一半")


def test_on_a_phone_the_party_comes_first(world, person, axe):
    waits(world, 30)
    page = person(world.callback, (390, 844)).open("/callbacks/")
    axe(page)
    assert page.locator("#party-title").bounding_box()["y"] < page.locator("#queue-title").bounding_box()["y"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_is_made_confidential_leaves_the_desk_of_who_may_not_see_it(world, person):
    ticket = world.ticket_at(Stage.CALLBACK)
    page = person(world.callback).open("/callbacks/")
    expect(page.locator("#callbacks, main").first).to_contain_text(ticket.number)
    services.seal(ticket, text="保密", by=world.shift_leader)
    expect(page.locator("main")).not_to_contain_text(ticket.number)
