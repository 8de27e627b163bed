"""One ticket through nearly everything that can happen to it, by the hands of those it happens to, and its story at the end.

The served process has no told time: what must have passed is told by moving the clock's row back.
"""

import os
from datetime import timedelta
from pathlib import Path

from django.db.models import F
from django.utils import timezone
from playwright.sync_api import expect

from dispatch import services
from dispatch.models import Ticket, Verification
from dispatch.workflow import Stage
from tests.browser.test_journey import choose, pick

BASIS = "《城市照明管理规定》第二十一条"


class Tour:
    """The people at their browsers, and the one ticket that goes from hand to hand."""

    def __init__(self, world, person, axe):
        self.world, self.axe = world, axe
        self.enter = lambda user, size=(1366, 768): person(user, size)
        self.pages, self.seen, self.ticket = {}, set(), None

    def page(self, who, path, size=(1366, 768)):
        """This person's one page, now at `path`."""
        if who not in self.pages:
            self.pages[who] = self.enter(getattr(self.world, who), size).open(path)
        page = self.pages[who]
        page.goto(f"http://{page.url.split('/')[2]}{path}")
        return page

    def said(self, kind):
        """The event that the last press wrote, and no other."""
        self.ticket.refresh_from_db()
        event = self.ticket.events.latest("position")
        assert event.kind == kind
        return event

    def at_centre(self, who, verb, path="", **fields):
        page = self.page(who, f"/tickets/{self.ticket.number}/{path}")
        if not path:
            page.locator(f"#f-moves [data-verb={verb}]").click()
        form = page.locator(f"#form-{verb}")
        form.wait_for()
        fill(form, fields)
        self._seen(page, verb)
        self._press(page, form.locator("button[type=submit]"), f"/{verb}/")
        return self.said(verb)

    def in_unit(self, unit, verb, **fields):
        part = self.world.part(self.ticket, getattr(self.world, unit))
        page = self.page(f"{unit}_handler", f"/inbox/{part.pk}/")
        dialog = page.locator(f"#ask-{verb}")
        if dialog.count():
            ask = page.locator(f"[data-ask='#ask-{verb}']").first
            if not ask.is_visible():
                page.locator("details.menu.up > summary").click()
            ask.click()
        form = page.locator(f"#form-{verb}")
        fill(form, fields)
        self._seen(page, verb)
        send = (
            dialog.locator(".ask-foot button[type=submit]")
            if dialog.count()
            else page.locator(f"#form-{verb} button[type=submit], button[form=form-{verb}]")
        )
        self._press(page, send.locator("visible=true").first, f"/{verb}/")
        return self.said(verb)

    def on_the_street(self, fixed, text):
        check = Verification.objects.filter(ticket=self.ticket, answered_at=None).get()
        page = self.page("collector", f"/tasks/{check.pk}/", (390, 844))
        pick(page.locator(f"#form-answer input[name=fixed][value='{int(fixed)}']"))
        page.locator("#form-answer [name=text]").fill(text)
        self._seen(page, "check")
        self._press(page, page.locator("#form-answer button[type=submit]"), "/tasks/")
        return self.said("verify" if fixed else "reject")

    def _seen(self, page, form):
        """axe looks at each form once."""
        if form not in self.seen:
            self.seen.add(form)
            self.axe(page)

    @staticmethod
    def _press(page, button, where):
        def sent(answer):
            return answer.request.method == "POST" and where in answer.url

        with page.expect_navigation(), page.expect_response(sent) as answer:
            button.click()
        assert answer.value.status in (200, 204, 302), (answer.value.status, page.locator("main").inner_text())


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


def days_pass(ticket, part, days):
    """The part's work began so much earlier."""
    earlier = {name: F(name) - timedelta(days=days) for name in ("started_at", "half_at", "warn_at", "due_at")}
    assert part.clocks.running().filter(kind="resolve").update(**earlier) == 1
    services.keep_time()


def test_one_ticket_through_everything_and_its_story_reads_well(world, person, axe):
    tour = Tour(world, person, axe)
    a_call_comes(tour)
    returned_twice_and_ruled(tour)
    extended_suspended_and_late(tour)
    answered_and_done_again(tour)
    closed_after_three_calls(tour)
    appealed(tour)
    assert [
        event.kind for event in tour.ticket.events.order_by("position") if event.kind not in ("halve", "warn")
    ] == KINDS
    for language, said in STORY.items():
        the_story_reads(tour, language, said)


KINDS = [
    "open", "assign", "hand_back", "assign", "hand_back", "rule",
    "accept", "ask_extension", "grant_extension", "ask_suspension", "suspend", "resume",
    "miss", "supervise", "answer_supervision",
    "give_feedback", "reject", "give_feedback", "verify",
    "attempt", "attempt", "dissatisfied", "redo", "give_feedback", "verify", "close",
    "appeal", "review_appeal", "review_appeal",
]  # fmt: skip


def a_call_comes(tour):
    page = tour.page("call_taker", "/calls/new/?fresh=1")
    page.locator("#id_item[role=combobox]").wait_for()
    page.locator("#id_number").focus()
    page.keyboard.type("19900005555\n李女士\n")
    page.keyboard.type("巷口的路灯三天不亮")
    box = page.locator("[data-map]").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.5)
    expect(page.locator("main")).to_contain_text("东河街道")
    page.locator("#id_item[role=combobox]").focus()
    page.keyboard.type("1602")
    page.keyboard.press("Enter")
    page.keyboard.press("F9")
    expect(page.locator("#toasts")).to_contain_text("已开立 T")
    tour.ticket = Ticket.objects.get()


def returned_twice_and_ruled(tour):
    tour.at_centre("dispatcher", "assign", assists="")
    no = {"reason": "R2", "legal_basis": BASIS}
    tour.in_unit("roads", "hand_back", **no, suggested_unit="供水", text="灯杆属供水泵站，不归城管。")
    tour.at_centre("dispatcher", "assign", lead="供水", assists="")
    tour.in_unit("water", "hand_back", **no, suggested_unit="城市管理", text="路灯是市政设施，应由城管维护。")
    assert tour.ticket.stage == Stage.ARBITRATION
    tour.at_centre(
        "arbiter",
        "rule",
        "rule/",
        lead="城市管理",
        assists="",
        legal_basis=BASIS,
        text="路灯属市政照明，由城管牵头修复。",
    )
    assert tour.ticket.stage == Stage.HANDLING


def extended_suspended_and_late(tour):
    tour.in_unit("roads", "accept")
    tour.in_unit("roads", "ask_extension", text="灯具缺货，后天到货。")
    tour.at_centre("shift_leader", "grant_extension", text="同意，到货即装。")
    until = timezone.localtime() + timedelta(days=20)
    tour.in_unit("roads", "ask_suspension", until=until.strftime("%Y-%m-%dT%H:%M"), text="连日暴雨，高空作业停工。")
    tour.at_centre("shift_leader", "suspend", text="同意，雨停即复工。")
    assert tour.ticket.stage == Stage.SUSPENDED
    tour.at_centre("shift_leader", "resume", text="雨已停。")
    part = tour.world.part(tour.ticket, tour.world.roads)
    days_pass(tour.ticket, part, days=30)
    tour.said("miss")
    tour.at_centre("shift_leader", "supervise", text="为何逾期仍未修好？")
    tour.in_unit("roads", "answer_supervision", text="灯具今日到货，傍晚装好。")


def answered_and_done_again(tour):
    done = {"facts_true": "1", "in_remit": "1", "solved": "1"}
    tour.in_unit("roads", "give_feedback", **done, public_answer="灯具已更换。")
    assert tour.ticket.stage == Stage.VERIFICATION
    tour.on_the_street(False, "到现场看，灯仍不亮。")
    tour.in_unit("roads", "give_feedback", **done, public_answer="线路已接好，灯亮了。")
    tour.on_the_street(True, "晚上看过，灯亮。")
    assert tour.ticket.stage == Stage.CALLBACK


def closed_after_three_calls(tour):
    for slot in ("evening", "morning"):
        tour.at_centre("callback", "attempt", outcome="no_answer", slot=slot)
    tour.at_centre("callback", "dissatisfied", text="亮了一晚又灭了。")
    tour.at_centre("dispatcher", "redo", text="请查清线路，不要只换灯。")
    tour.in_unit(
        "roads",
        "give_feedback",
        facts_true="1",
        in_remit="1",
        solved="1",
        public_answer="整段电缆已更换，连续三晚正常。",
    )
    tour.on_the_street(True, "三晚都亮。")
    tour.at_centre("callback", "close", solved="solved", disposition="later", text="这次真修好了，谢谢。")
    assert tour.ticket.stage == Stage.CLOSED


def appealed(tour):
    tour.in_unit("roads", "appeal", text="暴雨红色预警期间禁止高空作业。")
    for who in ("shift_leader", "supervisor"):
        tour.at_centre(who, "review_appeal", upholds="1", text="有气象局预警为证。")


STORY = {
    "zh-hans": [("#f-timeline", ["裁决", "暴雨红色预警期间禁止高空作业。"]), ("#f-clocks", ["办理"])],
    "en": [("#f-timeline", ["Ruled", "Extension granted"]), ("#f-clocks", ["exempted on appeal"])],
}


def the_story_reads(tour, language, said):
    page = tour.page("shift_leader", f"/tickets/{tour.ticket.number}/")
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
    page.reload()
    told = page.locator("#f-timeline li.event")
    expect(told).to_have_count(tour.ticket.events.count())
    positions = told.evaluate_all("all => all.map(one => Number(one.id.slice(2)))")
    assert positions == sorted(positions, reverse=True)
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"story-{language}.png", full_page=True)
    for place, sentences in said:
        for sentence in sentences:
            expect(page.locator(place)).to_contain_text(sentence)
    tour.axe(page)
