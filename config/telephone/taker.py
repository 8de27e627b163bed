"""One call taker at his seat, over HTTP: takes the oldest line, types while the caller talks, passes on, saves, assigns."""

import random
import re
import threading
import time

from config.replay.hands import put
from config.replay.page import forms
from config.replay.person import Refused

LOOK_SECONDS = 0.5  # a screen is told at once; a client looks
TYPE_SECONDS = 2  # between two saves of what is half typed
WRAP_UP_SECONDS = 3, 9
TALKS_AT_MOST = 300  # seconds that a call taker waits for the caller to hang up
INVALID = 0.15  # of the calls carry no matter
REFUSED = 0.3  # of the calls that another seat wants to pass on
OUTSIDE = 0.5  # of the transfers ask a third party outside to join, the others another seat to take over
CLAIM, LINES, OWED = "/calls/lines/claim/", "/calls/lines/", "/calls/owed/"
_TRANSFER, _ANSWER = "/calls/transfer/", "/calls/transfer/answer/"
_NUMBER = re.compile(r"[TY]\d{8}-\d{4,}")
_RING = re.compile(r"/calls/transfer/\?ring=(\d+)")
_JSON = {"Accept": "application/json"}
_WORDS = (
    "路灯坏了三天没人修。",
    "井盖翻了，车差点掉进去。",
    "楼下烧烤半夜还在吵。",
    "自来水从早上就没有了。",
    "树倒在路中间。",
)


class Late(Exception):
    """Somebody else was quicker, or has the call by now."""


class Taker:
    """`seats` are those that sit here as well: only they answer. `opened(path)` is told of each ticket, `count(what)` of all.
    `event` is the one that all calls are about, if they are (burst.Event)."""

    def __init__(self, person, seed, *, seats, transfers, opened, count, over: threading.Event, event=None):
        self.person, self.seats, self.transfers = person, seats, transfers
        self.opened, self.count, self.over, self.event = opened, count, over, event
        self.chance = random.Random(f"{seed}-{person.username}")  # noqa: S311  not for secrets
        self.passed_on = []  # where calls are typed that others gave to this seat

    def turn(self):
        """One call from taking to saving; False where none is there."""
        self._answer_others()
        if self.passed_on:
            place, owed = self.passed_on.pop(0), False
        else:
            place, owed = self._take(LINES), False
            if place is None:
                place, owed = self._take(OWED), True
        if place is None:
            return False
        try:
            self._work(place, owed)
        except Late:
            self.count("given to another seat")
        return True

    def _take(self, where):
        """Claim the first line of a page. Returns where it is typed, or None."""
        ringing = [
            form for form in self._forms(where) if form.action == CLAIM and not {"back", "danger"} & set(form.fields)
        ]
        if not ringing:
            return None
        try:
            return self.post(CLAIM, ringing[0].fields, "claim").json()["place"]
        except Late:
            self.count("late")
            return None

    def _answer_others(self):
        """Take the call that another seat passes on, or say why not."""
        asked = [form for form in self._forms(LINES) if form.action == _ANSWER]
        if not asked:
            return
        outcome = "refused" if self.chance.random() < REFUSED else "accepted"
        form = next(form for form in asked if form.fields["outcome"] == [outcome])
        put(form, reason="正在处理另一起来电。")
        try:
            place = self.post(_ANSWER, form.fields, "answer").json()["place"]
        except Late:
            return
        self.count(f"passed on: {outcome}")
        if outcome == "accepted":
            self.passed_on.append(place)

    def _work(self, place, owed):
        page = self.person.get(place, "call form")[1].text
        form = next((form for form in forms(page) if form.action == "/calls/new/"), None)
        ring = _RING.search(page)
        words = self.event.said(self.chance) if self.event else self.chance.choice(_WORDS)
        if form is None or ring is None:
            raise Late
        if owed:
            return self.end("/calls/dismiss/", form, validity=["misdial"], what="called back")
        self._talk(form, words, int(ring.group(1)))
        if self.event:
            place = self.event.save(self, form, words)
            return self.opened(f"/tickets/{_NUMBER.search(place).group()}/", self.chance) if place else None
        if self.chance.random() < INVALID:
            wrong = [self.chance.choice(["misdial", "harassment", "withdrawn"])]
            return self.end("/calls/dismiss/", form, validity=wrong, what="without a matter")
        put(form, words=words, address=f"人民路 {self.chance.randrange(1, 300)} 号", wants_callback="on")
        for name in ("place", "item"):
            form.fields[name] = [self.chance.choice([value for value in form.choices[name] if value])]
        number = _NUMBER.search(self.end("/calls/new/", form, what="ticket")).group()
        return self.opened(f"/tickets/{number}/", self.chance)

    def _talk(self, form, words, ring):
        """Types until the caller has hung up, and a little longer."""
        asks = self.chance.random() < self.transfers
        typed, until = 0, time.monotonic() + TALKS_AT_MOST
        talking = f'data-talking><a href="/calls/new/?draft={form.fields["key"][0]}"'
        while time.monotonic() < until and not self.over.is_set():
            typed = min(typed + 4, len(words))
            put(form, words=words[:typed])
            self.post("/calls/draft/", form.fields, "draft")
            self.person._send("POST", "/calls/lines/alive/", kind="alive", data=self._token(form))
            self._answer_others()
            if asks and typed > 4:
                asks = False
                self._pass_on(ring)
            if talking not in self.person.get(LINES, "strip")[1].text:
                until = min(until, time.monotonic() + self.chance.uniform(*WRAP_UP_SECONDS))
            time.sleep(TYPE_SECONDS)

    def _pass_on(self, ring):
        outside = self.chance.random() < OUTSIDE

        def fill(form):
            seats = [seat for seat in form.choices["to_seat"] if seat in self.seats]
            if outside or not seats:
                put(
                    form,
                    way="three_party",
                    to_seat="",
                    to_number="03998110001",
                    to_name="公安分局",
                    reason="请一起听。",
                )
            else:
                put(form, way="transfer", to_seat=self.chance.choice(seats), reason="来电人说方言，请接听。")

        try:
            self.person.do(_TRANSFER, "transfer", fill, page=f"{_TRANSFER}?ring={ring}")
        except Refused as refused:
            if refused.status not in (404, 409):
                raise
            raise Late from None
        self.count("third party asked" if outside else "passed on: asked")

    def end(self, path, form, *, what, validity=(), **more):
        fields = {**form.fields, "validity": list(validity), **more}
        place = self.post(path, fields, "save", headers={}).headers["Location"]
        self.count(what)
        return place

    def post(self, path, fields, kind, headers=_JSON):
        answer = self.person._send("POST", path, kind=kind, data=fields, headers=headers)
        if answer.status_code == 409:
            raise Late
        if answer.status_code not in (200, 303):
            raise Refused(answer.status_code, path, answer.text)
        return answer

    def _forms(self, path):
        return forms(self.person.get(path, "strip")[1].text)

    @staticmethod
    def _token(form):
        return {"csrfmiddlewaretoken": form.fields["csrfmiddlewaretoken"]}
