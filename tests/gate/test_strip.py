"""The strip of clocks: each says its rule, who touched it and why, and how it stands; in both languages."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from dispatch import clocks as strips
from dispatch import services, silence
from dispatch.live import sounds
from dispatch.models import Event, Pause, Rule
from dispatch.services import clocks
from dispatch.workflow import Stage
from units import clock
from units.calendar import Kind
from units.calendar.days import OFFICIAL

MONDAY = datetime(2026, 8, 24, 1, 30, tzinfo=UTC)  # 09:30 in the district
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def said(limit, touched=None, *, at, language="en", priority=None):
    with clock.at(at), translation.override(language):
        return strips.sentence(limit, touched, priority)


def touched(ticket):
    return strips.Touched(list(Pause.objects.filter(ticket=ticket)), list(ticket.extensions.filter(state="granted")))


def page(browser, ticket, at, language="en"):
    with clock.at(at):
        html = browser.get(ticket.get_absolute_url(), headers={"Accept-Language": language}).content.decode()
    strip = html[html.index('id="f-clocks"') :]
    return strip[: strip.index("</ul>")]


@pytest.fixture
def in_days(world):
    """A ticket whose result is counted in three working days, accepted on Monday at 09:30."""
    Rule.objects.filter(item=world.manhole).update(resolve_by=Kind.WORKING_DAYS, resolve_hours=72)
    with clock.at(MONDAY):
        ticket = world.accepted()
    return world.part(ticket, world.roads).clocks.get(kind="resolve")


def test_it_says_its_rule_from_when_and_until_when_in_both_languages(in_days):
    english, chinese = (said(in_days, at=MONDAY + HOUR, language=code) for code in ("en", "zh-hans"))
    assert english == "limit 3 working days from 08-24 09:30; due 08-27 18:00"
    assert chinese == "自 08-24 09:30 起限 3 个工作日；08-27 18:00 到期"


def test_a_pause_says_why_by_whom_and_until_when_and_later_how_long_it_was(world, in_days):
    at, by = MONDAY + HOUR, world.shift_leader
    clocks.pause(in_days.ticket, "resolve", at=at, until=at + 2 * DAY, by=by, text="等待配件")
    in_days.refresh_from_db()
    words = said(in_days, touched(in_days.ticket), at=at, priority=2)
    assert f"paused from 08-24 10:30 until 08-26 10:30 by {by.label}: 等待配件" in words
    assert "priority 2: the hall heard that it stands still" in words
    assert "due 08-31 18:00" in words, "two closes of a working day fell into it, and a weekend is none"
    assert "hall heard" not in said(in_days, touched(in_days.ticket), at=at, priority=3)
    chinese = said(in_days, touched(in_days.ticket), at=at, language="zh-hans", priority=3)
    assert f"{by.name}" in chinese and "挂起至 08-26 10:30：等待配件" in chinese
    clocks.resume(in_days.ticket, at=at + 2 * HOUR)
    in_days.refresh_from_db()
    words = said(in_days, touched(in_days.ticket), at=at + 3 * HOUR, priority=2)
    assert f"paused for 2 h from 08-24 10:30 by {by.label}: 等待配件" in words
    assert "hall heard" not in words
    assert "due 08-27 18:00" in words, "no close within"


def test_an_extension_says_who_gave_it_and_why_it_was_asked_for(world, as_, in_days):
    ticket, part = in_days.ticket, in_days.assignment
    with clock.at(MONDAY + HOUR):
        services.ask_extension(part, text="等待定制井盖", by=world.roads_handler)
    with clock.at(MONDAY + 2 * HOUR):
        services.grant_extension(ticket, extension=ticket.extensions.get(), by=world.shift_leader)
    in_days.refresh_from_db()
    words = said(in_days, touched(ticket), at=MONDAY + 3 * HOUR)
    assert words.startswith("limit 6 working days from 08-24 09:30; extended at 08-24 11:30 by ")
    assert world.shift_leader.name in words and "等待定制井盖" in words
    others = ticket.clocks.exclude(pk=in_days.pk)
    assert not any("extended" in said(limit, touched(ticket), at=MONDAY + 3 * HOUR) for limit in others)
    assert "extended at" in page(as_("dispatcher"), ticket, MONDAY + 3 * HOUR)


def test_a_clock_that_ended_says_what_was_used_of_its_own_time(world):
    Rule.objects.filter(item=world.manhole).update(resolve_by=Kind.WORKING_HOURS, resolve_hours=16)
    with clock.at(MONDAY):
        ticket = world.ticket_at(Stage.HANDLING)
    with clock.at(MONDAY + DAY):
        world.finish(ticket, world.roads)
    resolve = world.part(ticket, world.roads).clocks.get(kind="resolve")
    words = said(resolve, at=MONDAY + 2 * DAY)
    assert "limit 16 h of working time" in words
    assert "took 8 h of working time, ended by" in words, "the noon break and the night are nobody's"


def test_an_overdue_clock_says_since_when(in_days):
    with clock.at(in_days.due_at + HOUR):
        services.keep_time()
    in_days.refresh_from_db()
    assert "overdue since 08-27 18:00" in said(in_days, at=in_days.due_at + HOUR)


def test_a_guess_names_the_year_that_has_no_official_holidays(world):
    last = max(OFFICIAL)
    Rule.objects.filter(item=world.manhole).update(resolve_by=Kind.WORKING_DAYS, resolve_hours=72)
    at = datetime(last, 12, 30, 2, tzinfo=UTC)
    with clock.at(at):
        ticket = world.ticket_at(Stage.HANDLING)
    resolve = world.part(ticket, world.roads).clocks.get(kind="resolve")
    assert resolve.provisional
    assert f"provisional: no official holidays for {last + 1} yet" in said(resolve, at=at)
    feedback = world.part(ticket, world.roads).clocks.get(kind="first_feedback")
    assert "provisional" not in said(feedback, at=at)


def _suspended(world, **more):
    with clock.at(MONDAY):
        ticket = world.suspension_asked(days=30, **more)
    with clock.at(MONDAY + 2 * HOUR):
        return services.suspend(ticket, suspension=ticket.suspensions.get(), text="同意", by=world.shift_leader)


@pytest.mark.parametrize(("priority", "heard"), [(1, "paused"), (2, "paused"), (3, None)])
def test_what_is_urgent_never_pauses_silently(world, as_, priority, heard):
    ticket = _suspended(world, item=world.lamp, priority=priority)
    event = Event.objects.get(ticket=ticket, kind="suspend")
    assert set(event.data["paused"]) >= {"handling", "resolve"}
    assert sounds.for_centre(event, ticket) == heard
    assert ("the hall heard" in page(as_("dispatcher"), ticket, MONDAY + 3 * HOUR)) == bool(heard)


def test_an_urgent_ticket_that_stands_still_has_one_row_for_each_unit_on_the_shift_leaders_list(world):
    _suspended(world)
    rows = silence.rows(world.shift_leader, MONDAY + 3 * HOUR)
    assert sorted((row.group, row.part.unit.code) for row in rows) == [("paused", "roads"), ("paused", "water")]


def test_the_bars_hatch_what_stood_still_and_say_paused(world, as_):
    strip = page(as_("dispatcher"), _suspended(world), MONDAY + 3 * HOUR)
    cells = re.findall(r"<li class=\"clockcell.*?</li>", strip, re.S)
    assert len(cells) == 5
    for cell in cells:
        stands = "paused until" in cell
        assert ('class="pause"' in cell) == stands == ('data-paused-until="' in cell)
        assert cell.count('class="warn"') == 2
    assert sum('class="pause"' in cell for cell in cells) == 3, "handling, first feedback and resolve"


def test_the_marks_stand_where_half_is_gone_and_where_it_warns(world, as_):
    """Sixteen hours of working time from 09:30: half of them are gone a day later, of 31 and a half by the wall clock."""
    Rule.objects.filter(item=world.manhole).update(resolve_by=Kind.WORKING_HOURS, resolve_hours=16)
    with clock.at(MONDAY):
        ticket = world.ticket_at(Stage.HANDLING)
    resolve = world.part(ticket, world.roads).clocks.get(kind="resolve")
    strip = page(as_("dispatcher"), ticket, MONDAY + HOUR)
    bar = next(
        bar for bar in re.findall(r"<svg.*?</svg>", strip) if f'{int(resolve.due_at.timestamp() * 1000)}"' in bar
    )
    span = resolve.due_at - MONDAY
    marks = [round((at - MONDAY) / span * 100, 1) for at in (resolve.half_at, resolve.warn_at)]
    assert re.findall(r'class="warn" x="([\d.]+)"', bar) == [str(mark) for mark in marks]


def test_the_unit_reads_on_its_own_part_why_its_clocks_stand_still_and_until_when(world, as_):
    ticket = _suspended(world)
    with clock.at(MONDAY + 3 * HOUR):
        part = world.part(ticket, world.roads)
        html = as_("roads_handler").get(reverse("dispatch:part", args=[part.pk])).content.decode()
        desk = as_("dispatcher").get(ticket.get_absolute_url()).content.decode()
    facts = html[html.index('<dl class="facts">') : html.index("</dl>")]
    assert facts.count("is-paused") == 2
    head = desk[desk.index('id="f-head"') :]
    assert "is-paused" in head[: head.index("</header>")]
    assert Pause.objects.filter(ticket=ticket).first().text in facts
    units = desk[desk.index('id="f-units"') :]
    assert units.count("is-paused") == 2, "the lead's and the assist's"
