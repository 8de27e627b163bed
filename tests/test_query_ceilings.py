"""What each page and each form may ask of the database: a stated number of statements, however full the district is.

Three of them say who asks (session, person with roles, scope). A process's first page also reads the names of units and
items, which it then knows for half a minute; so each page is opened once before it is counted.
"""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dispatch import services
from dispatch.models import Verification
from dispatch.workflow import Stage
from intake.models import Ring
from intake.services import (
    Contact,
    approve_listing,
    claim,
    claim_dialogue,
    dismiss,
    propose_listing,
    record_matter,
    redial,
    save_draft,
)
from tests.cast import make_person, minutes
from tests.intake import provider
from tests.intake.exchange import Line
from tests.places.gazetteer import put
from units import clock
from units.models import Duty, Seat
from units.seats import services as seats
from units.services.notices import read_notice, send_notice

# page: who, address of it in `district`, statements
PAGES = {
    "board": ("dispatcher", lambda d: reverse("dispatch:board"), 5),
    "board, rows alone": ("dispatcher", lambda d: reverse("dispatch:board") + "?rows=1", 4),
    "ticket to assign": ("dispatcher", lambda d: d.to_assign.get_absolute_url(), 5),
    "dispute": ("arbiter", lambda d: reverse("dispatch:rule", args=[d.disputed.number]), 14),
    "disputes": ("arbiter", lambda d: reverse("dispatch:disputes"), 7),
    "precedents": ("viewer", lambda d: reverse("dispatch:precedents"), 5),
    "facts wanted": ("call_taker", lambda d: reverse("dispatch:facts_wanted"), 6),
    "ticket at work": ("dispatcher", lambda d: d.at_work.get_absolute_url(), 4),
    "ticket to verify": ("verifier", lambda d: d.to_verify.get_absolute_url(), 4),
    "ticket, what the line refreshes": ("dispatcher", lambda d: d.at_work.get_absolute_url() + "?fragments=1", 4),
    "call-taking page": ("call_taker", lambda d: reverse("intake:take") + "?fresh=1", 9),
    "calls owed": ("call_taker", lambda d: reverse("intake:owed"), 6),
    "calls owed, not reachable": ("call_taker", lambda d: reverse("intake:owed") + "?show=unreached", 5),
    "listings": ("call_taker", lambda d: reverse("intake:listings"), 6),
    "listings, all": ("call_taker", lambda d: reverse("intake:listings") + "?show=all", 5),
    "listing": ("shift_leader", lambda d: reverse("intake:listing", args=[d.listing.pk]), 6),
    "calls": ("viewer", lambda d: reverse("intake:calls"), 7),
    "call-back desk": ("callback", lambda d: reverse("dispatch:callbacks"), 10),
    "find": ("dispatcher", lambda d: reverse("dispatch:find"), 5),
    "inbox": ("roads_handler", lambda d: reverse("dispatch:inbox"), 6),
    "part": ("roads_handler", lambda d: reverse("dispatch:part", args=[d.part.pk]), 6),
    "part, what the line refreshes": (
        "roads_handler", lambda d: reverse("dispatch:part", args=[d.part.pk]) + "?fragments=1", 5,
    ),
    "history": ("roads_handler", lambda d: reverse("dispatch:history"), 4),
    "tasks": ("collector", lambda d: reverse("grid:tasks"), 7),
    "task": ("collector", lambda d: reverse("grid:task", args=[d.check.pk]), 10),
    "silence": ("shift_leader", lambda d: reverse("dispatch:silence"), 12),
    "outbox": ("shift_leader", lambda d: reverse("dispatch:outbox"), 12),
    "hand-overs": ("shift_leader", lambda d: reverse("dispatch:handovers"), 5),
    "hand-over": ("shift_leader", lambda d: reverse("dispatch:handover", args=[d.ledger.pk]), 6),
    "notices": ("shift_leader", lambda d: reverse("notices"), 8),
    "strip of notices": ("call_taker", lambda d: reverse("notice_strip"), 5),
    "side panel": ("dispatcher", lambda d: reverse("dispatch:side_panel") + f"?ticket={d.at_work.number}", 9),
    "phrases": ("dispatcher", lambda d: reverse("dispatch:phrases"), 4),
    "places while one is typed": ("call_taker", lambda d: reverse("intake:places") + "?q=rml&lon=112&lat=28", 4),
    "sounds": ("dispatcher", lambda d: reverse("sounds"), 3),
    "seats": ("shift_leader", lambda d: reverse("intake:seats"), 11),
    "own seat": ("dispatcher", lambda d: reverse("seat"), 6),
    "own seat, and what waits for the leader": ("shift_leader", lambda d: reverse("seat"), 7),
    "report": ("collector", lambda d: reverse("grid:report"), 6),
    "asked": ("shift_leader", lambda d: reverse("dispatch:asked"), 9),
    "repeats": ("shift_leader", lambda d: reverse("dispatch:repeats"), 9),
    "lessons": ("shift_leader", lambda d: reverse("dispatch:lessons"), 9),
    "amendments": ("sysadmin", lambda d: reverse("dispatch:amendments"), 9),
    "duty list": ("sysadmin", lambda d: reverse("dispatch:duty_list"), 9),
    "roster": ("roads_handler", lambda d: reverse("dispatch:roster"), 9),
    "own figures": ("roads_handler", lambda d: reverse("dispatch:figures"), 18),
    "own figure, its parts": ("roads_handler", lambda d: reverse("dispatch:figures") + "?code=handled_in_time", 9),
    "own matters": ("roads_handler", lambda d: reverse("intake:record") + "?fresh=1", 9),
    "strip of lines": ("call_taker", lambda d: reverse("intake:lines"), 10),
    "dialogues": ("call_taker", lambda d: reverse("intake:dialogues"), 5),
    "dialogue in its form": ("call_taker", lambda d: f"{reverse('intake:take')}?draft={d.dialogue.key}", 14),
    "conversation": ("call_taker", lambda d: f"{reverse('intake:conversation')}?dialogue={d.dialogue.pk}", 6),
    "interpreters": ("sysadmin", lambda d: reverse("interpreters"), 5),
    "layers of a map": (  # one of them, now and then, whether the gazetteer moved; of a point as well
        "dispatcher", lambda d: reverse("dispatch:map_layers") + "?layers=pole,camera,ticket&bbox=112,28,113,29", 5,
    ),
    "point of a map": ("call_taker", lambda d: reverse("intake:locate") + "?lon=112.005&lat=28.005", 5),
    "calendar": ("sysadmin", lambda d: reverse("calendar") + "?day=2026-03-09", 5),
}  # fmt: skip
LINE = {"42": 6, "p 42 roads": 12, "roads 43 签收": 8}  # what the command line asks before its sentence stands there
# two are the savepoint of a test; a form that was never saved as a draft is asked whether a shift leader has it
FORMS = {"open a ticket": 24, "note": 12, "accept": 15, "feedback": 18}


class District:
    def __init__(self, world):
        self.world = world
        self.to_assign, self.at_work = world.ticket(), world.ticket_at(Stage.HANDLING)
        self.disputed = world.ticket_at(Stage.ARBITRATION)
        self.to_verify = world.ticket_at(Stage.VERIFICATION)
        world.ticket_at(Stage.CALLBACK)
        self.part = world.part(self.at_work, world.roads)
        self.check = Verification.objects.get(ticket=self.to_verify)
        self.listing = self._listed("13800000009")
        self.ledger = services.draft_handover(by=world.shift_leader)
        self.dialogue = claim_dialogue(provider.write("一"), by=world.call_taker)
        put({"kind": "landmark", "name": "人民路口"})

    def grow(self):
        for _ in range(3):
            self.world.ticket(entered_at=clock.now() - minutes(10))
            self.world.hand_back(self.world.ticket_at(Stage.HANDLING), self.world.roads, reason="R5")
            services.rule(
                self.world.ticket_at(Stage.ARBITRATION), lead=self.world.roads, text="牵头", by=self.world.arbiter
            )
            self.world.ticket_at(Stage.ARBITRATION)
            self.world.ticket_at(Stage.HANDLING)
            self.world.ticket_at(Stage.VERIFICATION)
            self.world.ticket_at(Stage.CALLBACK)
            late = self.world.part(self.world.ticket_at(Stage.HANDLING), self.world.roads)
            services.accept(late, by=self.world.roads_handler)
            services.ask_extension(late, text="等配件", by=self.world.roads_handler)
            self._matter_and_turn()
        for n in range(4):
            dismiss(Contact(number=f"1380000000{n}"), validity="silent", by=self.world.call_taker)
            approve_listing(self._listed(f"1380000000{n}"), days=30, by=self.world.shift_leader)
        for ring in (Ring.objects.owed()[0], *[Ring.objects.owed()[1]] * 3):
            redial(ring, by=self.world.call_taker)
            self._seat_at_work()
        services.note(self.at_work, text="一", by=self.world.dispatcher)
        for n in range(3):
            services.keep_phrase(kind="phrase", words=f"第{n}句", owner=self.world.dispatcher, by=self.world.dispatcher)
            provider.write(f"第{n}条")
            claim_dialogue(provider.write("另一人", number=f"1990000000{n}"), by=self.world.dispatcher)
            provider.write("无人接", number=f"1990000001{n}")
            notice = send_notice(text=f"第{n}条", hours=1, by=self.world.shift_leader)
            read_notice(notice, by=self.world.dispatcher)
        services.redraw_handover(
            self.ledger, remarks={}, equipment="", notes="", by=self.world.shift_leader, version=None
        )

    def _listed(self, number):
        call = dismiss(Contact(number=number), validity="harassment", by=self.world.call_taker)
        return propose_listing(call, kind="nuisance", reason="辱骂", by=self.world.call_taker)

    def _seat_at_work(self):
        """Somebody on a seat with a call in hand, half typed, who asks for a rest."""
        person = make_person("call_taker", self.world.centre)
        seats.sit(Seat.objects.create(code=f"s{person.pk}", name="接警席").code, by=person)
        ring = claim(Line().ring(), by=person)
        save_draft(key=ring.key, fields={"item": "1601", "address": "东河路"}, by=person)
        seats.ask_rest(minutes=10, reason="用餐", by=person)

    def _matter_and_turn(self):
        """What the unit itself writes: a matter of its own, and a turn on its roster, put there and struck off."""
        unit, person, now = self.world.roads, self.world.roads_handler, clock.now()
        record_matter(Contact(words="路边"), item=self.world.manhole, place=services.Place(address="东河路"), by=person)
        turn = Duty.objects.create(
            unit=unit, user=person, starts_at=now, ends_at=now + minutes(60), at=now, by=self.world.dispatcher
        )
        Duty.objects.filter(pk=turn.pk).update(struck_at=now, struck_by=self.world.verifier)


def statements(act):
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries) - 1  # the last one is the test browser's own


def opened(browser, address):
    def act():
        assert browser.get(address).status_code == 200

    return act


def test_no_page_asks_more_than_is_stated_here(world, as_):
    district, costs = District(world), {}
    pages = {name: opened(as_(who), address(district)) for name, (who, address, _ceiling) in PAGES.items()}
    for more in (lambda: None, district.grow):
        more()
        for name, act in pages.items():
            act()
            costs[name] = max(costs.get(name, 0), statements(act))
    over = {name: cost for name, cost in costs.items() if cost > PAGES[name][2]}
    assert not over, f"statements: {over}"


def test_no_form_writes_more_than_is_stated_here(world, as_):
    place = {"lon": 112.005, "lat": 28.005, "address": "东河路 12 号"}
    call = {"number": "19900001234", "name": "王小明", "words": "井盖不见了", "item": "1601", **place}
    at_work = world.ticket_at(Stage.HANDLING)
    roads, water = (world.part(at_work, unit) for unit in (world.roads, world.water))
    services.accept(water, by=world.water_handler)
    answer = {"facts_true": "1", "in_remit": "1", "solved": "1", "public_answer": "已修复。", "version": 2}
    sent = {
        "open a ticket": ("call_taker", reverse("intake:take"), call),
        "note": ("dispatcher", f"{at_work.get_absolute_url()}note/", {"text": "已联系"}),
        "accept": ("roads_handler", reverse("dispatch:accept", args=[roads.pk]), {"version": 1}),
        "feedback": ("water_handler", reverse("dispatch:give_feedback", args=[water.pk]), answer),
    }
    costs = {}
    as_("call_taker").get(
        reverse("intake:questions") + "?item=1601"
    )  # the questions of items are known from the page on
    for name, (who, address, data) in sent.items():
        browser = as_(who)

        def act(browser=browser, address=address, data=data):
            assert browser.send(address, data).status_code in (302, 303)

        costs[name] = statements(act)
    over = {name: cost for name, cost in costs.items() if cost > FORMS[name]}
    assert not over, f"statements: {over}"


def test_the_command_line_asks_no_more_than_is_stated_here(world, as_):
    to_assign, at_work = world.ticket(), world.ticket_at(Stage.HANDLING)
    browser, costs = as_("dispatcher"), {}
    for line in LINE:
        typed = line.replace("42", to_assign.number).replace("43", at_work.number)
        for _turn in range(2):
            costs[line] = statements(
                lambda typed=typed: browser.post(reverse("dispatch:read_command"), {"line": typed})
            )
    over = {line: cost for line, cost in costs.items() if cost > LINE[line]}
    assert not over, f"statements: {over}"
