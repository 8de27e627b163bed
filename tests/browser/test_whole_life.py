"""One ticket through nearly everything that can happen to it, by the hands of those it happens to, and its story at the end."""

import os
import re
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import expect

from dispatch.workflow import Stage
from tests.browser.tour import PHONE, Tour
from units.models import Seat, Unit, User

BASIS = "《城市照明管理规定》第二十一条"
NOT_OURS = {"reason": "R2", "legal_basis": BASIS}
DONE = {"facts_true": "1", "in_remit": "1", "solved": "1"}


def test_one_ticket_through_everything_and_its_story_reads_well(world, person, axe):
    people_have_names_and_seats()
    tour = Tour(world, person, axe)
    tour.call_comes("19900005555", "李女士", "巷口的路灯三天不亮", item="1602")
    returned_twice_and_ruled(tour)
    extended_suspended_and_late(tour)
    answered_and_done_again(tour)
    closed_after_three_calls(tour)
    appealed(tour)
    told = tour.ticket.events.order_by("position").values_list("kind", flat=True)
    assert [kind for kind in told if kind not in ("halve", "warn")] == KINDS
    for language in ("zh-hans", "en"):
        the_story_reads_well(tour, language)


KINDS = [
    "open", "assign", "hand_back", "assign", "hand_back", "rule",
    "accept", "ask_extension", "grant_extension", "ask_suspension", "suspend", "resume",
    "miss", "supervise", "answer_supervision",
    "give_feedback", "reject", "give_feedback", "verify",
    "attempt", "attempt", "dissatisfied", "redo", "give_feedback", "verify", "close",
    "appeal", "review_appeal", "review_appeal",
]  # fmt: skip
NAMES = {
    "call_taker": "周晓", "dispatcher": "陈立", "arbiter": "何正", "shift_leader": "孙梅", "callback": "吴静",
    "supervisor": "郑涛", "roads_handler": "马强", "water_handler": "林海", "collector": "黄芳",
}  # fmt: skip
SEATS = {"call_taker": "B02", "arbiter": "C01", "shift_leader": "L01", "callback": "D03"}


def people_have_names_and_seats():
    for username, name in NAMES.items():
        User.objects.filter(username=username).update(name=name)
    for username, code in SEATS.items():
        Seat.objects.create(code=code, name=f"{code} 席", occupant=User.objects.get(username=username))


def returned_twice_and_ruled(tour):
    tour.at_centre("dispatcher", "assign", assists="")
    tour.in_unit("roads", "hand_back", **NOT_OURS, suggested_unit="供水", text="灯杆属供水泵站，不归城管。")
    tour.at_centre("dispatcher", "assign", lead="供水", assists="")
    tour.in_unit(
        "water", "hand_back", PHONE, **NOT_OURS, suggested_unit="城市管理", text="路灯是市政设施，应由城管维护。"
    )
    assert tour.ticket.stage == Stage.ARBITRATION
    words = "路灯属市政照明，由城管牵头修复。"
    tour.at_centre("arbiter", "rule", lead="城市管理", assists="", legal_basis=BASIS, text=words)
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
    tour.days_pass("roads", 30)
    tour.at_centre("shift_leader", "supervise", text="为何逾期仍未修好？")
    tour.in_unit("roads", "answer_supervision", text="灯具今日到货，傍晚装好。")


def answered_and_done_again(tour):
    tour.in_unit("roads", "give_feedback", **DONE, public_answer="灯具已更换。")
    assert tour.ticket.stage == Stage.VERIFICATION
    tour.on_the_street("reject", "到现场看，灯仍不亮。")
    tour.in_unit("roads", "give_feedback", **DONE, public_answer="线路已接好，灯亮了。")
    tour.on_the_street("verify", "晚上看过，灯亮。")
    assert tour.ticket.stage == Stage.CALLBACK


def closed_after_three_calls(tour):
    tour.at_desk("attempt", outcome="no_answer")
    tour.at_desk("attempt", outcome="no_answer")
    tour.at_desk("dissatisfied", solved="not_solved", text="亮了一晚又灭了。")
    tour.at_centre("dispatcher", "redo", text="请查清线路，不要只换灯。")
    tour.in_unit("roads", "give_feedback", **DONE, public_answer="整段电缆已更换，连续三晚正常。")
    tour.on_the_street("verify", "三晚都亮。")
    tour.at_desk("close", solved="solved", result="3", process="2", text="这次真修好了，谢谢。", disposition="later")
    assert tour.ticket.stage == Stage.CLOSED


def appealed(tour):
    tour.in_unit("roads", "appeal", text="暴雨红色预警期间禁止高空作业。")
    for who in ("shift_leader", "supervisor"):
        tour.at_centre(who, "review_appeal", upholds="1", text="有气象局预警为证。")


# The turns in the order of the story, each as the head of its line says it.
TURNS = {
    "en": [
        "Handed back return 1", "Handed back return 2", "Ruling given", "Extension granted", "Suspended", "Resumed",
        "Resolve: overdue", "Supervised", "Supervision answered", "Sent back for rework rework 1",
        "Caller not reached", "Caller not reached", "Caller says: not solved rework 2", "Back with the lead",
        "Called back and closed", "Appeal made", "Appeal reviewed", "Appeal reviewed",
    ],
    "zh-hans": [
        "退单 第 1 次退单", "退单 第 2 次退单", "作出裁定", "批准延期", "已挂账", "恢复办理", "办理：超时", "已督办",
        "已答复督办", "退回返工 第 1 次返工", "未联系上当事人", "未联系上当事人", "当事人表示未解决 第 2 次返工",
        "退回主办单位重办", "回访并办结", "提出申诉", "申诉复核", "申诉复核",
    ],
}  # fmt: skip
SAID = {
    "en": [
        "R2 not our power", "Extension 1 of 2", "Stood still", "late by 24 d, exempted on appeal", "on site, by the collector",
        "To be redone by City Management", "2 of 3", "1 of 2: to be exempted", "2 of 2: to be exempted", "seat L01",
    ],
    "zh-hans": [
        "R2 职权不符", "第 1 次，共 2 次", "暂停时长", "超时 24 天，申诉成立免责", "网格员现场核实",
        "重办单位 城市管理和综合执法局", "第 2 次，共 3 次",
        "第 1 人，共 2 人：同意免责", "第 2 人，共 2 人：同意免责", "准予免责", "L01 席",
    ],
}  # fmt: skip


def the_story_reads_well(tour, language):
    page = tour.page("shift_leader", f"/tickets/{tour.ticket.number}/")
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
    page.reload()
    lines = page.locator("#f-timeline li.event")
    expect(lines).to_have_count(tour.ticket.events.count())
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"story-{language}.png", full_page=True)
        Path(folder, f"story-{language}.txt").write_text(page.locator("main").inner_text())
    told = [" ".join(line.split()) for line in reversed(lines.all_inner_texts())]
    left = iter(told)
    assert [turn for turn in TURNS[language] if not any(line.startswith(turn) for line in left)] == []
    assert [said for said in SAID[language] if said not in " ".join(told)] == []
    who = [" ".join(name.split()) for name in page.locator("#f-timeline .who").all_inner_texts()]
    assert [name for name in who if "·" not in name and name not in ("系统", "System")] == []
    assert in_the_other_language(told, language, tour) == []
    tour.axe(page)


def in_the_other_language(told, language, tour):
    """What is left of a page in the wrong letters, once names and people's own words are taken out."""
    rest = " ".join(told)
    names = [*NAMES.values(), BASIS, *(name for name in Unit.objects.values_list("name", flat=True))]
    for words in sorted([*names, *tour.said], key=len, reverse=True):
        rest = rest.replace(words, " ")
    return re.findall(r"[\u3400-\u9fff]+" if language == "en" else r"[A-Za-z]{3,}", rest)
