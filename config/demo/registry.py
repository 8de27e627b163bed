"""All linkage units of the demo district: the centre, agencies, companies, street offices and forty teams."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from config.demo import agencies
from config.demo.geography import district

AREA_CODE = "0399"  # given to no city
RENAMED = date(2019, 3, 15)  # the day on which the reform gave several agencies their present names
FOUNDED = date(2010, 1, 1)


@dataclass(frozen=True)
class TeamSeed:
    category: str  # public | professional | expert
    norm: int
    actual: int


@dataclass(frozen=True)
class UnitSeed:
    code: str
    kind: str  # centre | agency | company | street | team
    name: str
    name_en: str
    short: str = ""
    parent: str = ""
    phone: str = ""
    lead: bool = False
    aliases: tuple[tuple[str, date | None, date | None], ...] = ()
    team: TeamSeed | None = None
    responds_first: bool = False
    valid_from: date = FOUNDED


@cache
def units() -> tuple[UnitSeed, ...]:
    """In an order in which every parent comes before its children; each has its own duty number."""
    seeds = [UnitSeed("centre", "centre", "临澜区应急联动中心", "Linlan Emergency Linkage Centre", "联动中心")]
    for code, name, name_en, short, former in agencies.LEADS:
        aliases = [(f"区{short}局", None, None)] if short in ("公安", "城管", "住建") else []
        if former:
            aliases.append((former, FOUNDED, RENAMED))
        seeds.append(UnitSeed(code, "agency", name, name_en, short, "centre", lead=True, aliases=tuple(aliases)))
    seeds += [UnitSeed(code, kind, name, name_en, parent="centre") for code, name, name_en, kind in agencies.ASSISTS]
    streets = district().streets
    for street in streets:
        former = ((f"{street.short}办事处", FOUNDED, RENAMED),) if street.kind == "street_office" else ()
        seeds.append(
            UnitSeed(f"s{street.code}", "street", street.name, street.name_en, street.short, "centre", aliases=former)
        )
    seeds += [_team(*team, "public") for team in agencies.PUBLIC_TEAMS]
    for number, street in enumerate(streets):
        norm = agencies.TOWNSHIP_CLASS[1 + number % 3]
        name, name_en = f"{street.name}应急救援队", f"{street.name_en} Rescue Team"
        seeds.append(
            _team(f"team-{street.code}", name, name_en, f"s{street.code}", norm, norm - 2 + number % 6, "public")
        )
    seeds += [_team(*team, "professional") for team in agencies.PROFESSIONAL_TEAMS]
    seeds.append(_team(*agencies.EXPERTS, "expert"))
    townships = {f"team-{street.code}" for street in streets}
    return tuple(
        replace(
            seed,
            phone=f"{AREA_CODE}-8110{number:03d}",
            responds_first=seed.code in agencies.RESPOND_FIRST | townships,
        )
        for number, seed in enumerate(seeds)
    )


def _team(code: str, name: str, name_en: str, parent: str, norm: int, actual: int, category: str) -> UnitSeed:
    return UnitSeed(code, "team", name, name_en, parent=parent, team=TeamSeed(category, norm, actual))
