"""One event of the demo's day that many rang up about: a warehouse on fire, its callers joined, and the news they brought."""

from datetime import datetime, timedelta
from random import Random

from config.demo import people
from config.demo.cast import Cast
from config.demo.geography import SEED, District
from config.demo.places import spot
from dispatch import services as dispatch
from dispatch.models import Ticket
from intake import services as intake
from units import clock

FIRE = "0601"
TYPED_SECONDS = 35
# Seconds after the first call, what is said, and whether the caller says that life is in danger.
CALLERS = [
    (0, "{place}的仓库在冒黑烟，能闻到烧塑料的味道。", False),
    (95, "看到{place}那边仓库冒烟，烟越来越大了。", False),
    (140, "{place}仓库起火了，二楼窗户有人在喊，被困住了！", True),
    (230, "我在对面楼上，仓库后面还堆着液化气罐，你们小心。", False),
    (305, "{place}是不是着火了？我们小区能看到烟。", False),
    (380, "跑出来一个人，手烧伤了，坐在{place}路边，要救护车。", False),
]
SENT, TAKEN, GONE = 70, 88, 120  # seconds after the first call: assigned, accepted, on the way
BEGAN = timedelta(minutes=9)


def ring_in(made: District, now: datetime, cast: Cast) -> Ticket:
    rng = Random(SEED + 8)  # noqa: S311 – a demo, not a secret
    where = spot(made, rng, town=True)
    start = now - BEGAN
    acts = [(after, _call, (words.format(place=where.spoken), danger)) for after, words, danger in CALLERS[1:]]
    acts += [(SENT, _assign, ()), (TAKEN, _accept, ()), (GONE, _depart, ())]
    with clock.at(start):
        place = dispatch.Place(lon=where.lon, lat=where.lat, address=where.address, source="map")
        contact = _contact(CALLERS[0][1].format(place=where.spoken), start, rng)
        ticket = intake.open_from_call(contact, item=cast.items[FIRE], place=place, by=cast.users["calltaker"])
    for number, (after, act, said) in enumerate(sorted(acts, key=lambda one: one[0])):
        at = start + timedelta(seconds=after)
        with clock.at(at):
            act(ticket, cast, _contact(said[0], at, rng) if said else None, number, *said[1:])
    return ticket


def _contact(words: str, at: datetime, rng: Random) -> intake.Contact:
    name, phone = people.person_name(rng), people.mobile(rng.randint(1000, 9999))
    entered_at = at - timedelta(seconds=TYPED_SECONDS)
    return intake.Contact(number=phone, name=name, words=words, entered_at=entered_at, wants_callback=True)


def _call(ticket: Ticket, cast: Cast, contact: intake.Contact, number: int, danger: bool) -> None:
    taker = cast.users[("calltaker2", "calltaker3", "calltaker4")[number % 3]]
    intake.join_from_call(contact, ticket=ticket, danger=danger, by=taker)


def _assign(ticket: Ticket, cast: Cast, _contact: None, _number: int) -> None:
    proposal = dispatch.propose(ticket)
    dispatch.assign(ticket, lead=proposal.lead, assists=proposal.assists[:2], by=cast.users["dispatcher"])


def _accept(ticket: Ticket, cast: Cast, _contact: None, _number: int) -> None:
    for part in ticket.assignments.select_related("unit"):
        dispatch.accept(part, by=cast.handler(part.unit))


def _depart(ticket: Ticket, cast: Cast, _contact: None, _number: int) -> None:
    for part in ticket.assignments.select_related("unit"):
        dispatch.depart(part, by=cast.handler(part.unit))
