"""What lies behind a call, in the demo: interpreters, homes with special needs, and a crash whose news gets worse."""

from datetime import datetime, time, timedelta

from config.demo.cast import Cast
from dispatch import services as dispatch
from dispatch.models import Ticket
from dispatch.services import Facts
from intake import services as intake
from units import clock
from units.services.interpreters import add_interpreter

# language, name, phone, unit, hours: invented people
INTERPRETERS = (
    ("苗语", "龙秀英", "13310012001", "civil", (time(8), time(20))),
    ("苗语", "吴正光", "13310012002", "culture", (time(20), time(8))),
    ("侗语", "杨通海", "13310012003", "civil", None),
    ("粤语", "陈嘉欣", "13310012004", "market", (time(9), time(18))),
    ("English", "周子涵", "13310012005", "education", None),
    ("Русский", "赵安娜", "13310012006", "culture", (time(8), time(22))),
    ("手语", "韩静", "13310012007", "disabled", (time(8), time(21))),
)
HOMES = (  # days ago, number, need, why: at the place of one of the demo's tickets
    (15, "13310008801", "oxygen", "家中长期用氧，停电时须先送氧气瓶。"),
    (8, "", "wheelchair", "住六楼，轮椅，须两人抬下。"),
    (4, "13310008803", "dementia", "失智老人，走失过两次，家属电话在册。"),
)
WORDS = "面包车和货车相撞，车里有人出不来，货车上的桶在漏。"


def put_in(now: datetime, cast: Cast) -> None:
    admin = cast.users["sysadmin"]
    for language, name, phone, unit, hours in INTERPRETERS:
        begins, ends = hours or (None, None)
        with clock.at(now - timedelta(days=20)):
            add_interpreter(
                language=language,
                name=name,
                phone=phone,
                unit=cast.unit_codes[unit],
                begins=begins,
                ends=ends,
                by=admin,
            )
    places = list(Ticket.objects.exclude(lon=None).exclude(address="").order_by("-opened_at")[: len(HOMES) + 1])
    for home, near in zip(HOMES, places[1:], strict=True):
        _home(now, cast, home, near)
    _crash(now, cast, places[0])


def _at(ticket: Ticket) -> dispatch.Place:
    return dispatch.Place(lon=ticket.lon, lat=ticket.lat, address=ticket.address, source="map")


def _home(now: datetime, cast: Cast, home, near: Ticket) -> None:
    """Registered by telephone, as a matter that is settled at once; the home is listed from that call."""
    days, number, need, reason = home
    taker, leader = cast.users["calltaker"], cast.users["leader"]
    with clock.at(now - timedelta(days=days)):
        contact = intake.Contact(number=number, words="登记特殊需求", wants_callback=False)
        ticket = intake.open_from_call(contact, item=cast.items["1601"], place=_at(near), by=taker)
    with clock.at(now - timedelta(days=days) + timedelta(minutes=2)):
        ticket = dispatch.settle(ticket, disposition="explained", text="登记，不派单。", by=taker)
        call = ticket.concerns.get().call
        listing = intake.propose_listing(call, kind=need, reason=reason, by=taker, home=ticket)
    with clock.at(now - timedelta(days=days) + timedelta(minutes=40)):
        intake.approve_listing(listing, days=180, by=leader)


def _crash(now: datetime, cast: Cast, near: Ticket) -> None:
    taker, dispatcher = cast.users["calltaker"], cast.users["dispatcher"]
    with clock.at(now - timedelta(minutes=9)):
        contact = intake.Contact(number="13310012101", name="石", words=WORDS, language="苗语")
        ticket = intake.open_from_call(
            contact, item=cast.items["0301"], place=_at(near), by=taker, facts=Facts(trapped=2, injured=-1)
        )
    with clock.at(now - timedelta(minutes=8)):
        fire = [cast.unit_codes["fire"], cast.unit_codes["ambulance"]]
        ticket = dispatch.assign(ticket, lead=cast.unit_codes["police"], assists=fire, by=dispatcher)
    for seconds, part in enumerate(ticket.assignments.order_by("pk"), 12):
        with clock.at(now - timedelta(minutes=8) + timedelta(seconds=seconds)):
            dispatch.accept(part, by=cast.handler(part.unit))
    with clock.at(now - timedelta(minutes=5)):
        worse = Facts(trapped=3, injured=2, goods=4, substance="桶装，标签 UN1230 甲醇")
        contact = intake.Contact(number="13310012102", words="桶上写着甲醇，三个人卡在车里。")
        intake.join_from_call(contact, ticket=ticket, by=taker, facts=worse)
