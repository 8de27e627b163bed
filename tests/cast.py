"""The cast: a small district, its units and people, and tickets brought to a stage through the real services.

Fixtures and services of a test run in the scope of the system; each request runs in the scope of its user, set by the
middleware as in production, and `Browser` puts the system's back afterwards.
"""

import datetime
import itertools
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from dispatch import services
from dispatch.models import Assignment, Item, Major, Rule, RuleAssist
from dispatch.workflow import Stage
from intake.open_tickets import REGISTER
from units import clock, known, scope, territory
from units.labels import spelled
from units.models import Cell, Community, Membership, Seat, Territory, Unit, User
from units.places import index

LONG_AGO = datetime.date(2020, 1, 1)
PASSWORD = "correct-horse-battery"
_serial = itertools.count(1)


class Browser(Client):
    """A test client that leaves the database session in the system's scope."""

    def request(self, **request):
        try:
            return super().request(**request)
        finally:
            scope.set_scope(("system", "", "", ""))

    def send(self, url, data=None, *, key=None, **extra):
        """POST a form as the page would: with a key of its own."""
        return self.post(url, {"key": str(key or uuid.uuid4()), **(data or {})}, **extra)


@pytest.fixture(autouse=True)
def _system_scope(request):
    """Tests that use the database set the stage as the system does."""
    if not {"db", "transactional_db", "world"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
    scope.set_scope(("system", "", "", ""))
    territory.forget()
    index.forget()
    known.forget()
    REGISTER.forget()
    yield


def unit_of(name, kind="agency", **fields):
    """A unit that is not stored yet."""
    pinyin, initials = spelled(name)
    code = fields.pop("code", f"u{next(_serial)}")
    fields = {"valid_from": LONG_AGO, "duty_phone": "0000-110", **fields}
    return Unit(name=name, kind=kind, code=code, pinyin=pinyin, initials=initials, **fields)


def make_unit(name, kind="agency", **fields):
    unit = unit_of(name, kind, **fields)
    unit.save()
    return unit


def make_people(*posts):
    """[user] of [(role, unit, username or None, name or None)], in two statements."""
    people = User.objects.bulk_create(
        User(username=username or f"{role}{next(_serial)}", name=name or f"{role}者", unit=unit, password="!")
        for role, unit, username, name in posts
    )
    Membership.objects.bulk_create(
        Membership(user=user, unit=user.unit, role=post[0]) for user, post in zip(people, posts, strict=True)
    )
    return people


def make_person(role, unit, username=None, name=None):
    return make_people((role, unit, username, name))[0]


def browser_of(user):
    browser = Browser()
    browser.force_login(user)
    return browser


def square(x, y, size=0.01):
    """A GeoJSON square whose south-west corner is (x, y) degrees."""
    ring = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def _item(major, code, name, **fields):
    pinyin, initials = spelled(name)
    return Item(major=major, code=code, name=name, pinyin=pinyin, initials=initials, **fields)


def _rule(item, lead, **fields):
    return Rule(item=item, lead=lead, valid_from=LONG_AGO, **fields)


class World:
    """Everything that a test may speak of, by name. Rows of one table come in one statement: most tests make it anew."""

    def __init__(self):
        self._units()
        self._people()
        self._territory()
        self._duty_list()

    def _units(self):
        units = Unit.objects.bulk_create([
            unit_of("联动中心", "centre", code="centre"),
            unit_of("公安分局", code="police", responds_first=True),
            unit_of("城市管理和综合执法局", code="roads", name_en="City Management"),
            unit_of("供水公司", "company", code="water"),
            unit_of("消防救援大队", code="fire", responds_first=True),
            unit_of("东河街道", "street", code="east"),
            unit_of("西山镇", "street", code="west"),
        ])  # fmt: skip
        for unit in units:
            setattr(self, unit.code, unit)

    def _people(self):
        hall = ("call_taker", "dispatcher", "verifier", "callback", "shift_leader", "arbiter")
        office = ("supervisor", "viewer", "sysadmin", "secadmin", "auditor")
        posts = [(role, self.centre, role, None) for role in (*hall, *office)]
        for unit in ("police", "roads", "water", "fire", "east", "west"):
            posts.append(("unit_handler", getattr(self, unit), f"{unit}_handler", None))
        posts += [("collector", self.east, "collector", None), ("collector", self.west, "other_collector", None)]
        for person in make_people(*posts):
            setattr(self, person.username, person)
        self.seat = Seat.objects.create(code="A01", name="一号席", occupant=self.dispatcher)

    def _territory(self):
        places = ((self.east, "0001", 112.00, self.collector), (self.west, "0002", 112.01, self.other_collector))
        communities = Community.objects.bulk_create(
            Community(code=f"c{code}", name=f"{street.name}社区", street=street) for street, code, _x, _who in places
        )
        cells = Cell.objects.bulk_create(
            Cell(code=code, community=community, street=street, collector=collector, geometry=square(x, 28.0))
            for community, (street, code, x, collector) in zip(communities, places, strict=True)
        )
        for community, cell in zip(communities, cells, strict=True):
            setattr(self, f"{cell.street.code}_community", community)
            setattr(self, f"{cell.street.code}_cell", cell)
        Territory.objects.update_or_create(pk=1, defaults={"version": next(_serial)})

    def _duty_list(self):
        city, order = Major.objects.bulk_create([
            Major(code="16", name="市政设施", name_en="Municipal facilities"),
            Major(code="02", name="治安警情", name_en="Public order"),
        ])  # fmt: skip
        self.manhole, self.lamp, self.fight = Item.objects.bulk_create([
            _item(city, "1601", "井盖缺失"),
            _item(city, "1602", "路灯不亮"),
            _item(order, "0201", "打架斗殴", is_police=True),
        ])  # fmt: skip
        manhole, lamp, _fight = Rule.objects.bulk_create([
            _rule(self.manhole, self.roads, priority=2, feedback_minutes=60, resolve_hours=24),
            _rule(self.lamp, self.roads, priority=4, feedback_minutes=120, resolve_hours=72),
            _rule(self.fight, self.police, priority=1, feedback_minutes=15, resolve_hours=12),
        ])  # fmt: skip
        RuleAssist.objects.bulk_create([
            RuleAssist(rule=manhole, position=0, unit=self.water),
            RuleAssist(rule=manhole, position=1, placeholder="street"),
            RuleAssist(rule=lamp, position=0, placeholder="collector"),
        ])  # fmt: skip

    EAST = services.Place(lon=112.005, lat=28.005, address="东河路 12 号", source="map")
    CALLER = services.Caller(name="王小明", phone="19900001234", wants_callback=True)
    DONE = services.Answer(facts_true=True, in_remit=True, solved=True, public_answer="已修复。")

    def ticket(self, **more):
        fields = {
            "item": self.manhole,
            "place": self.EAST,
            "source": "phone",
            "words": "井盖不见了",
            "caller": self.CALLER,
        }
        return services.open_ticket(**{**fields, "by": self.call_taker, **more})

    def ticket_at(self, stage, **more):
        """A ticket that came to `stage` by the moves of real people."""
        ticket = self.ticket(**more)
        if stage == Stage.ASSIGNMENT:
            return ticket
        ticket = services.assign(ticket, lead=self.roads, assists=[self.water], by=self.dispatcher)
        if stage == Stage.HANDLING:
            return ticket
        if stage == Stage.SUSPENDED:
            services.accept(self.part(ticket, self.roads), by=self.roads_handler)
            until, part = clock.now() + timezone.timedelta(days=30), self.part(ticket, self.roads)
            ticket = services.ask_suspension(part, until=until, text="等待雨季过后施工", by=self.roads_handler)
            return services.suspend(ticket, suspension=ticket.suspensions.get(), text="同意", by=self.shift_leader)
        if stage == Stage.ARBITRATION:
            return self.disputed(ticket)
        for code in ("roads", "water"):
            ticket = self.finish(ticket, getattr(self, code))
        if stage == Stage.VERIFICATION:
            return ticket
        ticket = services.verify(ticket, by=self.verifier)
        if stage == Stage.CALLBACK or not ticket.is_open:
            return ticket
        reply = services.Reply(solved="solved", satisfied_result=3, satisfied_process=3)
        return services.close(ticket, reply=reply, disposition="later", by=self.callback)

    def accepted(self, **more):
        """A ticket whose lead has accepted."""
        ticket = self.ticket_at(Stage.HANDLING, **more)
        services.accept(self.part(ticket, self.roads), by=self.roads_handler)
        return ticket

    def finish_accepted(self, ticket, unit):
        """As `finish`, by a unit that has accepted already."""
        person = getattr(self, f"{unit.code}_handler")
        return services.give_feedback(self.part(ticket, unit), answer=self.DONE, by=person)

    def extension_asked(self):
        ticket = self.accepted()
        return services.ask_extension(self.part(ticket, self.roads), text="等待配件", by=self.roads_handler)

    def suspension_asked(self, days=30, **more):
        ticket = self.accepted(**more)
        until = clock.now() + timezone.timedelta(days=days)
        part = self.part(ticket, self.roads)
        return services.ask_suspension(part, until=until, text="等待雨季过后施工", by=self.roads_handler)

    def overdue_and_closed(self):
        """A closed ticket whose lead gave feedback too late."""
        with clock.at(clock.now() - timezone.timedelta(days=3)):
            ticket = self.ticket_at(Stage.HANDLING)
        for code in ("roads", "water"):
            ticket = self.finish(ticket, getattr(self, code))
        ticket = services.verify(ticket, by=self.verifier)
        reply = services.Reply(solved="solved", satisfied_result=3, satisfied_process=3)
        return services.close(ticket, reply=reply, disposition="later", by=self.callback)

    def appealed(self):
        ticket = self.overdue_and_closed()
        part = self.part(ticket, self.roads)
        return services.appeal(part, limit=part.clocks.get(kind="resolve"), text="暴雨断路", by=self.roads_handler)

    def not_solved(self, **more):
        """A ticket whose caller said "not solved": the dispatcher decides."""
        reply = services.Reply(solved="not_solved", text="还是老样子")
        return services.dissatisfied(self.ticket_at(Stage.CALLBACK, **more), reply=reply, by=self.callback)

    def reopened(self, **more):
        """A reopened ticket that was done again and verified: it waits for the call-back and never closes by itself."""
        ticket = services.reopen(self.ticket_at(Stage.CLOSED, **more), text="又坏了", by=self.dispatcher)
        ticket = services.redo(ticket, text="请重做", by=self.dispatcher)
        part = self.part(ticket, self.roads)
        ticket = services.give_feedback(part, answer=self.DONE, by=self.roads_handler)
        return services.verify(ticket, by=self.verifier)

    def unreached(self):
        """A reopened ticket whose caller did not answer three times."""
        ticket = self.reopened()
        for _attempt in range(3):
            ticket = services.attempt(ticket, outcome="no_answer", by=self.callback)
        return ticket

    def disputed(self, ticket):
        """Roads and fire brigade both say "not ours"; the assist works on."""
        ticket = self.hand_back(ticket, self.roads, suggested_unit=self.fire)
        ticket = services.assign(ticket, lead=self.fire, by=self.dispatcher)
        return self.hand_back(ticket, self.fire, suggested_unit=self.roads)

    def hand_back(self, ticket, unit, reason="R2", text="不属本单位职权", legal_basis="《职责清单》", **more):
        person = getattr(self, f"{unit.code}_handler")
        part = self.part(ticket, unit)
        return services.hand_back(part, reason=reason, text=text, legal_basis=legal_basis, by=person, **more)

    def finish(self, ticket, unit):
        """`unit` accepts, arrives and answers."""
        person = getattr(self, f"{unit.code}_handler")
        part = self.part(ticket, unit)
        services.accept(part, by=person)
        services.arrive(part, by=person)
        return services.give_feedback(part, answer=self.DONE, by=person)

    @staticmethod
    def part(ticket, unit):
        return Assignment.objects.filter(ticket=ticket, unit=unit).latest("id")


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def as_(world):
    """`as_("dispatcher")` is a browser in which that person of the world is logged in."""
    return lambda who: browser_of(getattr(world, who) if isinstance(who, str) else who)


def minutes(n):
    return timezone.timedelta(minutes=n)
