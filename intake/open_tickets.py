"""Open tickets in memory, so that candidates are found while a call is typed: where, what, when, and in which words, those of
callers who joined as well.

A database finds ten thousand open tickets by place or by item, and not by both or by words as they are typed. Each web
process keeps them for itself, up to 5 kB a caller, and looks before every answer what moved since. It is a hint and no more:
what is shown is read again, by the person who is shown it, under row-level security (candidates.py). Confidential
tickets are never in it, nor drills: whoever joins one is told nothing.
"""

import math
import sys
import threading
import time
from collections import defaultdict
from functools import lru_cache

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Max, OuterRef
from django.db.models.functions import Left

from dispatch.grams import grams
from dispatch.models import Event, Item, Note, Ticket
from dispatch.models.duty_list import Major
from dispatch.workflow import BIRTH, Stage
from intake import same_event
from intake.same_event import CHANCE, OF_CLASS, Told
from units import known

SQUARE = 0.005  # degrees, some 500 m: what lies within FAR is looked for in 9 × 9 of them
AROUND = 4
BEHIND = 64  # events that may be committed after later ones: nobody has so many moves under way
MOST_NEWS = 2000  # moves; whoever slept longer counts anew
COUNTS_ANEW_SECONDS = 60  # which tickets are open at all: a move that took longer than BEHIND others is found here
MOST_OF_A_WORD = 400  # tickets; a word that more have says little
MOST_OF_A_PLACE = 300  # newest tickets of a square, an item, a community
LIKELY = 150  # that are weighed for their words
MOST_WEIGHED = 1000
_PIECE = 50  # tickets that are read at a time …
_READING_SECONDS = 0.03  # … as long as one answer may be held up by what memory lacks after a start
TOLD_FIRST = 150  # letters of the words
MOST_RETOLD = 12  # callers who joined, the newest: the event may have become another since the first
_TYPICAL = 0.8  # rarity of a pair of letters in what callers say: taken as it is for each, not summed at each key
_UNHEARD = 500  # tickets that a young centre is taken to have had, so that its first words are not all rare
_MOVING = {*Note.OF_CALLERS, BIRTH, "classify", "correct", "reopen", "unmerge", "seal", "unseal"}
_COLUMNS = (
    "pk",
    "item_id",
    "item__major_id",
    "street_id",
    "community_id",
    "lon",
    "lat",
    "opened_at",
    "words",
    "address",
)
# What every caller says, whatever the matter: pairs of letters, as citizens write them most.
_SAID_BY_ALL = grams(
    "你好 您好 请问 我们 你们 他们 这里 那里 这个 那个 一个 一下 没有 不是 就是 还是 什么 怎么 为什 现在 今天 昨天 已经 "
    "一直 可以 能不 不能 希望 解决 问题 反映 情况 有人 有个 时候 附近 旁边 对面 门口 路口 麻烦 谢谢 尽快 处理 部门 有关 "
    "相关 领导 投诉 打电 电话 居民 小区 业主 村民 市民 严重 影响 造成 的人 我是 了一 的时 是不 不到 到了 来了 快来 帮忙 "
    "政府 本人 因为 所以 如果 但是"
)


class OpenTickets:
    """The register of one process. One thread at a time looks what moved; the others answer meanwhile by what is known."""

    def __init__(self):
        self._looking, self._lock = threading.Lock(), threading.Lock()
        self.forget()

    def forget(self):
        self.rows = {}  # pk → (Told, when it was opened)
        self._by_item, self._by_place, self._by_square = defaultdict(set), defaultdict(set), defaultdict(set)
        self._by_gram, self._missing = defaultdict(list), []
        self._last, self._heard, self._counted = None, set(), -math.inf

    def refreshed(self):
        """Itself, as the database is now."""
        if self._looking.acquire(blocking=False):
            try:
                if time.monotonic() - self._counted > COUNTS_ANEW_SECONDS or not self._follow():
                    self._count_anew()
                self._catch_up()
            finally:
                self._looking.release()
        return self

    def _catch_up(self):
        """Read of what is missing, the newest first, so that nobody waits for a cold start."""
        until = time.monotonic() + _READING_SECONDS
        while self._missing and time.monotonic() < until:
            piece, self._missing = self._missing[-_PIECE:], self._missing[:-_PIECE]
            self._read(piece)

    def _count_anew(self):
        self._last = Event.objects.aggregate(last=Max("pk"))["last"] or 0  # first: what comes meanwhile is read twice
        self._heard = set()
        ids = set(Ticket.objects.open().real().filter(confidential=False).values_list("pk", flat=True))
        self._drop(self.rows.keys() - ids)
        self._missing = sorted(ids - self.rows.keys())
        self._counted = time.monotonic()

    def _follow(self):
        """Read what moved; False where so much did that counting anew is cheaper."""
        news = Event.objects.filter(pk__gt=self._last - BEHIND).order_by("pk")
        news = list(news.values_list("pk", "ticket_id", "kind", "stage_after")[:MOST_NEWS])
        fresh = [event for event in news if event[0] not in self._heard]
        closed = {ticket for _pk, ticket, _kind, stage in fresh if stage == Stage.CLOSED}
        moved = {ticket for _pk, ticket, kind, _stage in fresh if kind in _MOVING} | closed & self.rows.keys()
        if moved:
            self._drop(moved & self.rows.keys())
            self._read(moved)
        self._heard = {event[0] for event in news}
        self._last = max(self._last, max(self._heard, default=0))
        return len(news) < MOST_NEWS

    def _read(self, ids):
        tickets = with_tellings(Ticket.objects.open().real().filter(pk__in=ids, confidential=False))
        found = [
            (pk, Told(item, major, lon, lat, street, community, *said_of(words, at), tellings(retold, at)), moment)
            for pk, item, major, street, community, lon, lat, moment, words, at, retold in tickets.values_list(
                *_COLUMNS, "retold"
            )
        ]
        with self._lock:
            for pk, told, at in found:
                if pk not in self.rows:
                    self._keep(pk, told, at)

    def _keep(self, pk, told, at):
        self.rows[pk] = told, at
        self._by_item[told.item].add(pk)
        self._by_place[told.community].add(pk)
        if told.lon is not None:
            self._by_square[_square(told.lon, told.lat)].add(pk)
        for gram in _all_grams(told):
            self._by_gram[gram].append(pk)

    def _drop(self, pks):
        with self._lock:
            for pk in pks:
                told, _at = self.rows.pop(pk)
                self._by_item[told.item].discard(pk)
                self._by_place[told.community].discard(pk)
                if told.lon is not None:
                    self._by_square[_square(told.lon, told.lat)].discard(pk)
                for gram in _all_grams(told):
                    having = self._by_gram[gram]
                    having.remove(pk)
                    if not having:
                        del self._by_gram[gram]

    def rarity(self, gram):
        """0 for what every ticket says to 1 for what none does; words of the duty list count little, of all callers less."""
        if gram in _SAID_BY_ALL or (gram.isascii() and len(gram) < 2):
            return 0.05
        having, of = len(self._by_gram.get(gram, ())), len(self.rows) + _UNHEARD
        rare = math.log((of + 1) / (having + 1)) / math.log(of + 1)
        return rare * OF_CLASS if gram in _words_of_classes() else rare

    def likely(self, call, also=()):
        """{pk: (Told, opened at)} of those worth weighing: by rare words first, then by place, then by item, newest first."""
        with self._lock:
            by_words = self._by_words(call)
            found = dict.fromkeys([*also, *by_words])
            places = [call.community is not None and self._by_place.get(call.community, ())]
            places += [self._by_square.get(square, ()) for square in _around(call)]
            for some in (*places, call.item is not None and self._by_item.get(call.item, ())):
                found.update(dict.fromkeys(sorted(some or (), reverse=True)[:MOST_OF_A_PLACE]))
            return {pk: self.rows[pk] for pk in list(found)[:MOST_WEIGHED] if pk in self.rows}

    def _by_words(self, call):
        said = defaultdict(float)
        for gram in call.grams:
            having, rare = self._by_gram.get(gram, ()), self.rarity(gram)
            if len(having) <= MOST_OF_A_WORD:
                for pk in having:
                    said[pk] += rare
        alike = {pk: same_event.alike(rare, call.said, self.rows[pk][0].said) for pk, rare in said.items() if rare > 1}
        return sorted((pk for pk in alike if alike[pk] > CHANCE), key=alike.get, reverse=True)[:LIKELY]


def said_of(words, address):
    """(grams of a matter, what they weigh together). A matter is told first; two long letters have much in common at their
    ends, laws and courtesies."""
    said = frozenset(map(sys.intern, grams(f"{words[:TOLD_FIRST]}\n{address}")))
    return said, _TYPICAL * len(said)


def with_tellings(tickets):
    """With `retold`: what each of the callers said who joined, the newest first."""
    notes = Note.objects.filter(ticket=OuterRef("pk"), verb__in=Note.OF_CALLERS).order_by("-pk")
    return tickets.annotate(retold=ArraySubquery(notes.values_list(Left("text", TOLD_FIRST))[:MOST_RETOLD]))


def tellings(texts, address):
    """((grams, weight), …) of each of them."""
    return tuple(said_of(words, address) for words in dict.fromkeys(texts))


def _all_grams(told):
    return told.grams.union(*(grams for grams, _said in told.retold))


def _square(lon, lat):
    return math.floor(lon / SQUARE), math.floor(lat / SQUARE)


def _around(call):
    """The squares about a point, the nearest first; a point of nowhere has none."""
    if call.lon is None:
        return []
    x, y = _square(call.lon, call.lat)
    steps = range(-AROUND, AROUND + 1)
    return [
        (x + dx, y + dy)
        for dx, dy in sorted(((a, b) for a in steps for b in steps), key=lambda d: d[0] ** 2 + d[1] ** 2)
    ]


def _words_of_classes():
    return known.answer("words of classes", _read_words_of_classes)


def _read_words_of_classes():
    return _grams_of(tuple(one.name for model in (Item, Major) for one in known.every(model)))


@lru_cache(maxsize=4)
def _grams_of(names):
    return frozenset().union(*map(grams, names)) if names else frozenset()


REGISTER = OpenTickets()
