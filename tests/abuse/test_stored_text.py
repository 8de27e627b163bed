"""What people write is shown as they wrote it and never as more: on every page, in every row of the line, in every table."""

import csv
import io
from html.parser import HTMLParser

import pytest

from dispatch import rows, services
from dispatch.exports import safe
from dispatch.models import Assignment, Item, Ticket, Verification
from dispatch.workflow import Stage
from grid.services import send_report
from intake.models import Validity
from intake.services import Contact, advise, dismiss, join_from_call, open_from_call, save_draft
from tests.abuse import payloads, surface
from tests.cast import browser_of
from units import clock, measures
from units.models import Cell, Community, Seat, Unit, User

LEADS = {
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "srcdoc",
    "srcset",
    "poster",
    "background",
    "ping",
    "hx-get",
    "hx-post",
}
READERS = ("dispatcher", "callback", "shift_leader", "roads_handler", "collector", "secadmin")


class Look(HTMLParser):
    """Finds everything in a page that a text has become besides text."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found, self.texts, self.inside = [], 0, ""

    def handle_starttag(self, tag, attrs):
        self.inside = tag
        for name, value in [("", tag), *attrs]:
            name, value = name.lower(), (value or "").strip().lower()
            if payloads.MARK in name or (not name and payloads.MARK in value):
                self.found.append(f"<{tag}> {name}={value}")
            if name in ("style", "srcdoc") or name.startswith(("on", "hx-on", "data-hx-on")):
                self.found.append(f"<{tag} {name}>")
            bare = "".join(sign for sign in value if sign > " ")
            if name in LEADS and bare.startswith(("javascript:", "data:", "vbscript:", "//")):
                self.found.append(f"<{tag} {name}={value[:60]}>")

    handle_startendtag = handle_starttag

    def handle_data(self, data):
        self.texts += data.count(payloads.MARK)
        if self.inside in ("script", "style") and payloads.MARK in data and "<" in data:
            self.found.append(f"inside <{self.inside}>: {data[:60]}")

    def handle_comment(self, data):
        if payloads.MARK in data:
            self.found.append(f"comment {data[:60]}")

    def handle_endtag(self, tag):
        self.inside = ""


def looked_at(html):
    look = Look()
    look.feed(html)
    return look


def pieces(size):
    """All payloads in as few texts of `size` as they need."""
    found = [""]
    for payload in payloads.SCRIPTS:
        if len(found[-1]) + len(payload) + 1 > size:
            found.append("")
        found[-1] += payload + " "
    return found


@pytest.fixture
def written(world, settings, tmp_path):
    """A district that is named, called, worked and answered in payloads; returns the addresses that show it."""
    settings.PHOTO_DIR = tmp_path
    long, middle = pieces(1990), pieces(195)
    short = [payload[:60] for payload in payloads.SCRIPTS]
    for model, limit in ((Unit, 60), (User, 60), (Community, 60), (Item, 60), (Seat, 40)):
        for thing, payload in zip(model.objects.exclude(pk=0), short * 3, strict=False):
            model.objects.filter(pk=thing.pk).update(name=payload[:limit])
    Cell.objects.filter(pk=world.east_cell.pk).update(code="<b xq7>")
    contact = [Contact(number=f"1990000{n:04d}", name=name, words=long[n % len(long)]) for n, name in enumerate(short)]
    place = [services.Place(lon=112.005, lat=28.005, address=text, source="map") for text in middle]
    for n in range(4):
        ticket = open_from_call(contact[n], item=world.manhole, place=place[n], by=world.call_taker)
        for each in contact[n + 4 :: 4] if n == 0 else ():
            join_from_call(each, ticket=ticket, by=world.call_taker)
        for text in long:
            services.note(ticket, text=text, by=world.dispatcher)
        if n == 0:
            continue
        services.assign(ticket, lead=world.roads, assists=[world.water], by=world.dispatcher, text=long[n % len(long)])
        roads, water = world.part(ticket, world.roads), world.part(ticket, world.water)
        services.hand_back(
            water, reason="R2", text=long[0], legal_basis=middle[1], suggested_unit=world.fire, by=world.water_handler
        )
        services.accept(roads, by=world.roads_handler)
        services.note(ticket, text=long[1], by=world.roads_handler, assignment=roads)
        if n == 1:
            continue
        answer = services.Answer(True, True, True, public_answer=long[0], details=long[-1])
        services.give_feedback(roads, answer=answer, by=world.roads_handler)
        ticket.refresh_from_db()
        if n == 3:
            services.verify(ticket, text=long[0], by=world.verifier)
            services.attempt(ticket, outcome="no_answer", text=long[1], by=world.callback)
    send_report(item=world.lamp, place=place[-1], words=long[0], by=world.collector)
    advise(contact[0], advice=long[0], by=world.call_taker)
    dismiss(contact[1], validity=Validity.SILENT, by=world.call_taker)
    save_draft(
        key="6f1f0f7e-6f0e-4b5c-9a52-0c5a8e6a3f11",
        fields={"words": long[0], "name": short[0], "address": middle[0], "number": "1"},
        by=world.call_taker,
    )
    return surface.addresses({
        "number": list(Ticket.objects.values_list("number", flat=True)),
        "int": [thing.pk for thing in (*Assignment.objects.all()[:5], *Verification.objects.all())],
        "str": [clock.local_day(clock.now()).isoformat()], "other": ["1"],
        "slug": [measure.code for measure in measures.all()][::9],
    })  # fmt: skip


def test_no_text_becomes_more_than_text_on_any_page(world, written, record_property):
    wrong, texts, pages = [], 0, 0
    for who in READERS:
        browser = browser_of(User.objects.get(pk=getattr(world, who).pk))
        for path in [
            *written,
            "/find/?stage=handling",
            "/calls/?validity=advice",
            "/lookup/items/?q=1",
            "/board/?rows=1",
        ]:
            answer = browser.get(path)
            kind = answer.get("Content-Type", "")
            if answer.streaming:
                continue
            if kind.startswith("text/html"):
                look = looked_at(answer.content.decode())
                wrong += [(who, path, each) for each in look.found]
                texts, pages = texts + look.texts, pages + 1
            elif answer.status_code == 200 and answer.content:
                assert kind.startswith(("application/json", "text/csv")), (path, kind)
                assert answer["X-Content-Type-Options"] == "nosniff"
    record_property("abuse: payloads shown as text", texts)
    assert wrong == []
    assert pages > 100
    assert texts > 20 * len(payloads.SCRIPTS), "they are really shown"


def test_no_text_becomes_more_than_text_in_a_row_of_the_line(world, written):
    html = "".join(
        [
            *rows.centre_rows(Ticket.objects.open()),
            *rows.unit_rows(Assignment.objects.select_related("ticket")),
            *rows.cell_rows(Verification.objects.select_related("ticket")),
        ]
    )
    look = looked_at(html)
    assert look.found == []
    assert look.texts > 0


def test_no_cell_of_a_table_is_a_formula(world, as_):
    """Spreadsheets drop blanks and marks of order before they look at the first sign."""
    for payload in payloads.FORMULAS:
        cell = next(csv.reader(io.StringIO(f'"{safe(payload).replace(chr(34), chr(34) * 2)}"', newline="")))[0]
        first = cell.lstrip("".join(map(chr, range(33))) + "\u00a0\u3000\ufeff\u200b")
        assert not first.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")), repr(payload)


def test_a_whole_table_of_a_day_holds_no_formula(world, as_):
    for unit, payload in zip(Unit.objects.all(), payloads.FORMULAS * 2, strict=False):
        Unit.objects.filter(pk=unit.pk).update(name=payload.replace("\x00", ""), name_en="")
    world.ticket_at(Stage.HANDLING)
    day = clock.local_day(clock.now()).isoformat()
    browser, cells = as_("supervisor"), 0
    for path in (
        f"/day/{day}/units.csv",
        f"/day/{day}/list/opened/?format=csv",
        f"/day/{day}/list/accepted_in_time/?format=csv",
    ):
        answer = browser.get(path, headers={"accept-language": "zh-hans"})
        assert answer["Content-Type"].startswith("text/csv"), path
        for line in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")):
            for cell in line:
                cells += 1
                assert not cell.strip("\ufeff\u200b\u00a0\u3000 \t\r\n").startswith(
                    ("=", "+", "@", "＝", "＋", "－", "＠")
                ), (path, cell)
    assert cells > 20
