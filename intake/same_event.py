"""Whether an open ticket may be about the event of this call: a pure function of two descriptions, with its reasons.

Every piece of evidence has its weight in one table; the sum is what candidates are ordered by. Nobody chooses for the call
taker: what is scored here is shown to him, with why.
"""

import math
import re
from dataclasses import dataclass, field

from dispatch.grams import plain
from units import distances

# What each piece of evidence counts at most, and why. A candidate needs LEAST after age is taken off.
WEIGHTS = {
    "place": 40,  # the same spot says most: two events within 50 m and ten minutes are one
    "words": 45,  # rare words in common say as much as the spot: 化工厂 爆炸
    "item": 26,  # alone it makes a candidate for half a day, as long as nothing speaks against it
    "major": 8,  # callers of one event name it differently: smoke, fire, explosion
    "suggested": 10,  # nobody chose it yet: never enough alone
    "community": 22,  # where one of the two has no point
    "number": 15,  # the caller stands in it already; alone he is shown as the caller's own ticket
    "other": -12,  # chosen from another major: callers name it differently, call takers less so
    "far": -25,  # farther than anybody sees: street lamps of two streets are two matters
    "street": -15,  # the same without points: another street office
}
LEAST = 20
NEAR, FAR = 300, 2000  # metres: what is merely near needs no other reason; beyond the second nothing is near
AT_ITS_EDGE = 16  # what a place counts at NEAR metres
SOON, SOON_MINUTES = 14, 45  # added at first, to a third after so long: most callers of an event ring within the hour …
SOON_TAKES = {"place", "words"}  # … where something beside the class speaks for it,
SOON_WORDS = 4  # and of words more than chance: points
LASTING_DAYS = 3  # a matter that lasts, a water cut: half after so many days
# Of words alike (see there). Of 2,000 citizens' messages the nearest of another matter comes to about 1.3, what tells the
# same story to 1.5 and more; two matters of one place lie between.
CHANCE, CERTAIN = 0.3, 3.0
OF_CLASS = 0.35  # what a word of the duty list counts: the item says it already
MOST_WORDS, LONGEST_WORD = 3, 8  # shown as reasons


@dataclass(frozen=True)
class Told:
    """What is known of a matter: of the call that is being typed, or of an open ticket. Anything may be missing."""

    item: int | None = None
    major: int | None = None
    lon: float | None = None
    lat: float | None = None
    street: int | None = None
    community: int | None = None
    grams: frozenset = frozenset()
    said: float = 0.0  # the rarity of all its grams together
    retold: tuple = ()  # of a ticket alone: (grams, said) of what each caller told who joined it
    suggested: int | None = None  # of a call alone: the item that the words suggest, and its major
    suggested_major: int | None = None


@dataclass
class Evidence:
    """`counted`: {what: points}, by WEIGHTS. `shared`: {gram: rarity} in common."""

    counted: dict = field(default_factory=dict)
    metres: int | None = None
    shared: dict = field(default_factory=dict)
    score: float = 0.0


def weigh(call, ticket, *, minutes, knows, rarity):
    """The Evidence for `ticket` being the event of `call`, `minutes` after it was opened.

    `knows`: the caller stands in it already. `rarity(gram)`: 0 for what everybody says to 1 for what nobody else does.
    """
    found = Evidence(metres=distances.between(call, ticket))
    points = found.counted
    _words(found, call, ticket, rarity)
    _class(points, call, ticket)
    _place(points, call, ticket, found.metres)
    if knows:
        points["number"] = WEIGHTS["number"]
    speaks = {what for what in SOON_TAKES & points.keys() if what != "words" or points[what] >= SOON_WORDS}
    soon = SOON * math.exp(-max(minutes, 0) / SOON_MINUTES) if speaks else 0
    found.score = (sum(points.values()) + soon) / (1 + max(minutes, 0) / 1440 / LASTING_DAYS)
    return found


def _words(found, call, ticket, rarity):
    """The telling that is most alike counts: of many callers taken together, chance would find as much as of a long text."""
    closest = 0.0
    for grams, said in ((ticket.grams, ticket.said), *ticket.retold):
        shared = {gram: rarity(gram) for gram in call.grams & grams}
        likeness = alike(sum(shared.values()), call.said, said)
        if likeness > closest:
            closest, found.shared = likeness, shared
    strength = (closest - CHANCE) / (CERTAIN - CHANCE)
    if points := WEIGHTS["words"] * min(max(strength, 0), 1):
        found.counted["words"] = points


def alike(evidence, said, otherwise):
    """Rarity in common times its share of the shorter text: chance finds much in long texts, and little of short ones."""
    return evidence * evidence / max(min(said, otherwise), evidence, 1e-9)


def _class(points, call, ticket):
    if call.item is not None:
        if call.item == ticket.item:
            points["item"] = WEIGHTS["item"]
        elif call.major == ticket.major:
            points["major"] = WEIGHTS["major"]
        else:
            points["other"] = WEIGHTS["other"]
    elif call.suggested is not None:
        if call.suggested == ticket.item:
            points["suggested"] = WEIGHTS["suggested"]
        elif call.suggested_major == ticket.major:
            points["suggested"] = WEIGHTS["suggested"] / 2


def _place(points, call, ticket, metres):
    if metres is None:
        if call.community is not None and call.community == ticket.community:
            points["community"] = WEIGHTS["community"]
        elif None not in (call.street, ticket.street) and call.street != ticket.street:
            points["street"] = WEIGHTS["street"]
    elif metres <= NEAR:
        points["place"] = WEIGHTS["place"] - (WEIGHTS["place"] - AT_ITS_EDGE) * metres / NEAR
    elif metres > FAR:
        points["far"] = WEIGHTS["far"]
    elif points.keys() & {"item", "words"}:  # smoke is seen from afar; what is merely in the same quarter is not it
        points["place"] = AT_ITS_EDGE * (FAR - metres) / (FAR - NEAR)


def said_in_both(text, shared):
    """The rarest words in common as they stand in `text`: grams that touch become one word, and what a word holds already is
    not said again. At most MOST_WORDS."""
    signs, next_, words = plain(text), 0, {}
    spans = sorted(
        (m.start(), m.start() + len(g), r) for g, r in shared.items() for m in re.finditer(f"(?={re.escape(g)})", signs)
    )
    while next_ < len(spans):
        begin, end, rarity = spans[next_]
        next_ += 1
        while next_ < len(spans) and spans[next_][0] < end and spans[next_][1] - begin <= LONGEST_WORD:
            end, rarity, next_ = max(end, spans[next_][1]), rarity + spans[next_][2], next_ + 1
        words[signs[begin:end]] = max(rarity, words.get(signs[begin:end], 0))
    rarest = sorted(words, key=words.get, reverse=True)
    return [word for word in rarest if not any(word in other for other in rarest if other != word)][:MOST_WORDS]
