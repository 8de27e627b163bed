"""Everybody who works in the demo district, and the few accounts that a visitor is told about.

Names are drawn from common family names and characters; telephone numbers lie in one made-up block.
"""

from dataclasses import dataclass
from functools import cache
from random import Random

from config.demo.geography import SEED, district
from config.demo.names import pinyin
from config.demo.registry import units

PASSWORD = "linlan-demo"  # noqa: S105 – printed on the screen by `up`; the demo district holds no secret

FAMILY = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢"
)
GIVEN = "伟芳娜敏静磊洋艳勇军杰娟涛明超霞平刚桂文辉玲兰红健波晶莹晨曦宁远航川岚泽雨欣怡浩然思源子墨清乐安嘉禾书言望"


@dataclass(frozen=True)
class PersonSeed:
    username: str
    name: str
    name_en: str
    phone: str
    unit: str
    roles: tuple[str, ...]
    cell: str = ""
    seat: str = ""


@dataclass(frozen=True)
class SeatSeed:
    code: str
    name: str
    name_en: str


@dataclass(frozen=True)
class Account:
    username: str
    role: str
    words: str
    words_en: str


SEATS = [
    *[SeatSeed(f"C{n}", f"接警{n}席", f"Call-taking seat {n}") for n in range(1, 5)],
    *[SeatSeed(f"D{n}", f"派单{n}席", f"Dispatch seat {n}") for n in range(1, 4)],
    *[SeatSeed(f"V{n}", f"核实{n}席", f"Verification seat {n}") for n in range(1, 3)],
    *[SeatSeed(f"B{n}", f"回访{n}席", f"Call-back seat {n}") for n in range(1, 3)],
    SeatSeed("L1", "值班长席", "Shift leader's seat"),
]
# user name, role, seat
HALL = [
    ("calltaker", "call_taker", "C1"),
    ("calltaker2", "call_taker", "C2"),
    ("calltaker3", "call_taker", "C3"),
    ("calltaker4", "call_taker", "C4"),
    ("dispatcher", "dispatcher", "D1"),
    ("dispatcher2", "dispatcher", "D2"),
    ("dispatcher3", "dispatcher", "D3"),
    ("verifier", "verifier", "V1"),
    ("verifier2", "verifier", "V2"),
    ("callback", "callback", "B1"),
    ("callback2", "callback", "B2"),
    ("leader", "shift_leader", "L1"),
    ("arbiter", "arbiter", ""),
    ("chief", "supervisor", ""),
    ("viewer", "viewer", ""),
    ("sysadmin", "sysadmin", ""),
    ("secadmin", "secadmin", ""),
    ("auditor", "auditor", ""),
]
COLLEAGUES = ("police", "fire", "city", "housing", "s01")  # units where three share the handling, in turns
GRID_ACCOUNT_CELL = "010101"  # patrolled by the account `grid`


def person_name(rng: Random) -> str:
    given = rng.choice(GIVEN) + (rng.choice(GIVEN) if rng.random() < 0.72 else "")
    return rng.choice(FAMILY) + given


def english_name(name: str) -> str:
    return f"{pinyin(name[0])} {pinyin(name[1:])}"


def mobile(number: int) -> str:
    return f"1990000{number:04d}"


@cache
def people() -> tuple[PersonSeed, ...]:
    rng = Random(SEED + 1)  # noqa: S311 – a demo, not a secret
    found: list[PersonSeed] = []

    def add(username: str, unit: str, role: str, cell: str = "", seat: str = "") -> None:
        name = person_name(rng)
        found.append(PersonSeed(username, name, english_name(name), mobile(len(found) + 1), unit, (role,), cell, seat))

    for username, role, seat in HALL:
        add(username, "centre", role, seat=seat)
    for unit in units():
        if unit.kind == "team":
            add(unit.code, unit.code, "team")
        elif unit.kind != "centre":
            add(unit.code, unit.code, "unit_handler")
            add(f"{unit.code}-lead", unit.code, "unit_lead")
    for cell in district().cells:
        is_account = cell.code == GRID_ACCOUNT_CELL
        add("grid" if is_account else f"grid{cell.code}", "centre", "collector", cell=cell.code)
    for code in COLLEAGUES:
        for number in (2, 3):
            add(f"{code}-{number}", code, "unit_handler")
    add("leader2", "centre", "shift_leader")  # the other shift; last, so that everybody else keeps his name
    return tuple(found)


def accounts() -> list[Account]:
    """What `up` prints: one account for each kind of work; the password of all is PASSWORD."""
    return [
        Account("calltaker", "call_taker", "接警员", "Call taker"),
        Account("dispatcher", "dispatcher", "派单员", "Dispatcher"),
        Account("verifier", "verifier", "核实员", "Verifier"),
        Account("callback", "callback", "回访员", "Call-back desk"),
        Account("arbiter", "arbiter", "争议裁定员", "Arbiter"),
        Account("leader", "shift_leader", "值班长", "Shift leader"),
        Account("city", "unit_handler", "城市管理和综合执法局经办", "Agency: urban management"),
        Account("police", "unit_handler", "公安分局经办", "Agency: public security"),
        Account("housing-lead", "unit_lead", "住房和城乡建设局负责人", "Agency lead: housing"),
        Account("s01", "unit_handler", "澜汀街道经办", "Street office: Lanting"),
        Account("team-rescue", "team", "区综合应急救援队", "Team: district rescue"),
        Account("grid", "collector", "信息采集员", "Collector (phone page)"),
        Account("chief", "supervisor", "分管领导", "Supervisor"),
        Account("sysadmin", "sysadmin", "系统管理员", "System administrator"),
    ]
