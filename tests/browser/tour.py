"""The people of a tour at their own pages, and the one ticket that goes from hand to hand.

The served process has no told time: what must have passed is told by moving a row's moment back.
"""

from datetime import timedelta

from django.db.models import F
from playwright.sync_api import expect

from dispatch import services
from dispatch.models import Photo, Ticket, Verification
from dispatch.services import photos
from tests.browser.test_journey import choose, pick
from tests.cast import minutes
from tests.photos import corpus
from units import clock

DESK, PHONE = (1366, 768), (390, 844)
# From which of the own pages somebody of the centre comes to a move.
QUEUES = {
    "assign": "/board/?stage=assignment",
    "redo": "/board/?stage=assignment",
    "rule": "/disputes/",
    "supervise": "/silence/",
    **dict.fromkeys(("grant_extension", "suspend", "resume", "review_appeal"), "/asked/"),
}


class Tour:
    def __init__(self, world, person, axe):
        self.world, self.axe, self.person = world, axe, person
        self.people, self.seen, self.said, self.ticket = {}, set(), [], None

    def page(self, who, path, size=DESK):
        """A fresh page of this person's browser: the former one might just be reading itself anew."""
        if who not in self.people:
            self.people[who] = self.person(getattr(self.world, who), size)
        for former in self.people[who].context.pages:
            former.close()
        return self.people[who].open(path)

    def call_comes(self, number, name, words, item):
        page = self.page("call_taker", "/calls/new/?fresh=1")
        page.locator("#id_item[role=combobox]").wait_for()
        page.locator("#id_number").focus()
        page.keyboard.type(f"{number}\n{name}\n{words}")
        box = page.locator("[data-map]").bounding_box()
        page.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.5)
        expect(page.locator("main")).to_contain_text("东河街道")
        page.locator("#id_item[role=combobox]").focus()
        page.keyboard.type(item)
        page.keyboard.press("Enter")
        page.keyboard.press("F9")
        expect(page.locator("#toasts")).to_contain_text("已开立 T")
        self.ticket = Ticket.objects.get()

    def at_centre(self, who, verb, **fields):
        """From the queue to the form, where the ticket's page lies between by the key that is printed on the move."""
        page, here = self.page(who, QUEUES[verb]), f"/tickets/{self.ticket.number}/"
        link = page.locator(f"main a[href^='{here}{verb}/']").or_(page.locator(f"main a[href='{here}']")).first
        if verb == "supervise":  # the one form that opens over its list
            page.locator(f"main a[data-do=supervise][href^='{here}']").first.click()
        else:
            with page.expect_navigation():
                link.click()
        form = page.locator(f"#form-{verb}")
        if verb != "supervise" and not form.count():
            page.keyboard.press(page.locator(f"#f-moves [data-verb={verb}]").get_attribute("data-key"))
        form.wait_for()
        self._sent(page, form, verb, fields, form.locator("button[type=submit]"))

    def in_unit(self, unit, verb, size=DESK, **fields):
        """The one large button, or the one menu and the dialog behind its entry, at a desk by keys."""
        page = self.page(f"{unit}_handler", f"/inbox/{self.part(unit).pk}/", size)
        form, ask = page.locator(f"#form-{verb}"), page.locator(f".menu-list [data-ask='#ask-{verb}']")
        if ask.count() and size == PHONE:
            page.locator("details.menu.up > summary").click()
            ask.click()
        elif ask.count():
            key = ask.get_attribute("data-key")
            if len(key) == 1:  # a letter presses nothing while the menu is closed
                page.keyboard.press(key)
                expect(page.locator("dialog[open]")).to_have_count(0)
                page.keyboard.press("m")
            page.keyboard.press(key)
        own = form.locator("button[type=submit]").or_(page.locator(f"button[type=submit][form=form-{verb}]"))
        self._sent(page, form, verb, fields, own.locator("visible=true").first)

    def on_the_street(self, verb, text):
        """The collector's answer; what is done is shown by a photo."""
        check = Verification.objects.filter(ticket=self.ticket, answered_at=None).get()
        page = self.page("collector", f"/tasks/{check.pk}/", PHONE)
        form, shot = page.locator("#form-answer"), {"name": "now.jpg", "mimeType": "image/jpeg"}
        form.locator("input[type=file]").first.set_input_files({**shot, "buffer": corpus.jpeg()})
        expect(form.locator(".taken img")).to_have_count(1)
        pick(form.locator(f"input[name=fixed][value='{int(verb == 'verify')}']"))
        self._sent(page, form, verb, {"text": text}, form.locator("button[type=submit]"), "/tasks/")
        for photo in Photo.objects.filter(state=Photo.State.QUARANTINED):  # what the worker does beside it
            photos.check(photo)

    def at_desk(self, verb, **fields):
        """The call-back desk, when the caller's time has come."""
        Ticket.objects.filter(pk=self.ticket.pk).update(callback_at=clock.now() - minutes(1))
        page = self.page("callback", "/callbacks/")
        form = page.locator("#form-not-reached" if verb == "attempt" else "#form-reached")
        named = fields if verb == "attempt" else {f"{name}_{self.ticket.pk}": said for name, said in fields.items()}
        self._sent(page, form, verb, named, form.locator("button[type=submit]"), "reached/")

    def days_pass(self, unit, days):
        """The unit's work began so much earlier."""
        earlier = {name: F(name) - timedelta(days=days) for name in ("started_at", "half_at", "warn_at", "due_at")}
        resolve = self.part(unit).clocks.running().filter(kind="resolve")
        assert resolve.update(**earlier) == 1
        Ticket.objects.filter(pk=self.ticket.pk).update(due_at=resolve.get().due_at)
        services.keep_time()

    def part(self, unit):
        return self.world.part(self.ticket, getattr(self.world, unit))

    def _sent(self, page, form, verb, fields, button, where=""):
        """Filled in and pressed; what was written is this verb and nothing after it. axe looks at each form once."""
        fill(form, fields)
        self.said += [said for said in fields.values() if not said.isascii()]
        if verb not in self.seen:
            self.seen.add(verb)
            self.axe(page)
        where = where or f"/{verb}/"
        with (
            page.expect_response(lambda answer: answer.request.method == "POST" and where in answer.url) as answer,
            page.expect_navigation(),
        ):
            button.click()
        assert answer.value.status == 302, (answer.value.status, page.locator("main").inner_text())
        self.ticket.refresh_from_db()
        assert self.ticket.events.latest("position").kind == verb


def fill(form, fields):
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        if name == "assists":  # those whom the list proposes are left out
            chips = form.locator(".field:has([name=assists]) .chips button")
            while chips.count():
                chips.first.click()
        elif name in ("lead", "suggested_unit"):
            combo = form.locator(f".field:has([name={name}]) [role=combobox]")
            combo.fill(value)
            combo.press("Enter")
        elif field.first.evaluate("one => one.tagName") == "SELECT" or field.first.get_attribute("type") == "radio":
            choose(form, name, value)
        else:
            field.fill(value)
