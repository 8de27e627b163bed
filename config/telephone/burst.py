"""One event that many ring up about: what they say, what a call taker does with the candidates, and what became of it."""

import random
import re
from dataclasses import dataclass

from config.bench.stats import percentile
from config.replay.person import Refused
from config.telephone.taker import Late
from dispatch.models import Feed, Party, Ticket
from intake.models import Concern, Ring

MATCHES, JOIN, OPEN = "/calls/matches/", "/calls/join/", "/calls/new/"
ITEM = "0601"
ROAD = "滨江路"
_NUMBER = re.compile(r'formaction="/calls/join/" name="ticket" value="([^"]+)"')
_LOOKED = re.compile(r'name="(matches_looked|matches_seen)" value="([^"]+)"')
_WHERE = ("滨江路化工仓库", "滨江路那个化工仓库", "滨江路上的仓库", "江边化工仓库")
_SAID = (
    "在冒黑烟，味道很重。",
    "着火了，烟很大。",
    "好像起火了，你们知道吗？",
    "烧起来了，看得到火光。",
    "冒烟，我们小区都闻到了。",
)
_WORSE = ("二楼有人被困，在喊救命！", "有人受伤躺在路边。", "刚才爆炸了一声！", "火往隔壁蔓延了。", "旁边有液化气罐！")
_WORSE_SHARE = 0.15


@dataclass
class Event:
    """Where it is: the choice in the list of places that the first call taker made holds for all of them."""

    place: str = ""
    address: str = f"{ROAD} 66 号"

    def said(self, chance):
        words = chance.choice(_WHERE) + chance.choice(_SAID)
        return words + chance.choice(_WORSE) if chance.random() < _WORSE_SHARE else words

    def save(self, taker, form, words):
        """Look once more, join the first candidate at the same road, as a person would, or open the ticket where there is none;
        who is asked at the save, because another seat was quicker, joins as well."""
        form.fields |= {"words": [words], "wants_callback": ["on"]}
        page = taker.post(MATCHES, form.fields, "matches", headers={}).text
        found = _same(page)
        if not found:
            self.place = self.place or next(value for value in form.choices["place"] if value)
            form.fields |= {"place": [self.place], "address": [self.address], "item": [ITEM]}
            looked = _LOOKED.findall(page)
            form.fields |= {name: [value for one, value in looked if one == name] for name, _value in looked}
            answer = taker.person._send("POST", OPEN, kind="save", data=form.fields)
            if answer.status_code == 303:
                taker.count("ticket")
                return answer.headers["Location"]
            _form, asked, box = answer.text.partition("just-opened")
            if answer.status_code == 409 and not asked:
                raise Late
            taker.count("asked at the save")
            found = _same(box)
            if not found:
                raise Refused(answer.status_code, OPEN, answer.text)
        taker.end(JOIN, form, what="joined", ticket=[found])
        return None


def _same(page):
    """The number of the first candidate whose line names the road; another fire is another event."""
    for match in page.split('<div class="match">')[1:]:
        number = _NUMBER.search(match)
        if number and ROAD in match.split("data-why")[0]:
            return number.group(1)
    return None


def moments(calls, seconds, seed):
    """When each rings, seconds from now: an event is rung up about most in its first third."""
    chance = random.Random(seed)  # noqa: S311  not for secrets
    return sorted(seconds * chance.random() ** 1.5 for _ in range(calls))


def rows(prefix, times):
    """[(label, value)] of a burst under this prefix, asked of the database; and sentences, one for each caller lost."""
    rings = list(Ring.objects.filter(exchange_id__startswith=prefix))
    answered = [ring for ring in rings if ring.answered_at]
    concerns = Concern.objects.filter(call__ring__in=rings)
    tickets = list(Ticket.objects.filter(concerns__in=concerns).distinct())
    parties = Party.objects.standing().filter(ticket__in=tickets)
    numbers = set(parties.values_list("phone", flat=True))
    with_a_ticket = set(concerns.values_list("call__ring", flat=True))
    lost = [
        f"{ring.exchange_id} was answered and concerns no ticket" for ring in answered if ring.pk not in with_a_ticket
    ]
    lost += [f"the caller of {ring.exchange_id} is no party" for ring in answered if ring.number not in numbers]
    heard = Feed.objects.filter(event__ticket__in=tickets, event__kind__in=("worsen", "raise_danger")).count()
    waits = sorted(times.by_kind["matches"])
    p95 = f"{percentile(waits, 0.95) * 1000:.0f} ms of {len(waits)}" if waits else "–"
    return [
        ("burst: calls", len(rings)), ("burst: tickets", len(tickets)), ("burst: parties", parties.count()),
        ("burst: different numbers", len({ring.number for ring in answered})), ("burst: lost", len(lost)),
        ("burst: worsenings heard", heard), ("burst: candidates, p95", p95),
    ], lost  # fmt: skip
