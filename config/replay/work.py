"""The life of one message: a call taker types it, staff of every role work the ticket to the end. HTTP only."""

import random
import re
import threading
from collections import Counter

from config.demo.people import PASSWORD, people
from config.demo.registry import units
from config.replay.person import Person, Refused, Times

_NUMBER = re.compile(r"[TY]\d{8}-\d{4,}")
_STAGE = re.compile(r'<header[^>]*data-stage="(\w+)"')
_PART = re.compile(r"/inbox/(\d+)/")
_REJECTS, _DISSATISFIED, _NOT_REACHED, _RETURNS = 0.05, 0.05, 0.15, 0.06  # shares, so that moves back happen too
_SHIFTS = 3  # call takers at work at once


class Hall:
    """The staff: one browser for each person, made when first needed."""

    def __init__(self, base, seed):
        self.base, self.times, self.accepted = base, Times(), []
        self._people, self._lock = {}, threading.Lock()
        self._seed = seed
        self.codes = {unit.name: unit.code for unit in units()}
        self.collectors = {person.cell: person.username for person in people() if person.cell}
        self.takers = [person.username for person in people() if "call_taker" in person.roles][:_SHIFTS]

    def person(self, username):
        with self._lock:
            if username not in self._people:
                self._people[username] = Person(self.base, username, PASSWORD, self.times)
            return self._people[username]

    def work(self, index, message):
        """Carry one message to closed. Returns the ticket's number; raises when the console refuses."""
        chance = random.Random(f"{self._seed}-{index}")  # noqa: S311  not for secrets
        number = self._take(self.takers[index % len(self.takers)], message)
        ticket = f"/tickets/{number}/"
        done = self._once(ticket, message, chance)
        for _round in range(8):  # moves back bring a ticket round again, with ever fewer of them
            if done:
                break
            done = self._once(ticket, message, chance, smooth=True)
        return number

    # --- the hall -----------------------------------------------------------------------------------------------
    def _take(self, username, message):
        def fill(form):
            put(
                form, number=message.number, name=message.name, words=message.words, lon=message.lon, lat=message.lat,
                item=message.item, wants_callback="on",
            )  # fmt: skip

        person = self.person(username)
        with person.lock:
            place = person.do("/calls/new/", "take a call", fill)
            found = _NUMBER.search(place)
            if found is None:  # the page that follows says which ticket was opened
                found = _NUMBER.search(person.get(place, "fresh form")[1].text)
        self.accepted.append(found.group())
        return found.group()

    def stages(self):
        """{stage: n} of all tickets that the console had accepted, as their pages say now."""
        viewer = self.person("viewer")
        pages = (viewer.get(f"/tickets/{number}/", "look again")[1].text for number in self.accepted)
        return Counter(_STAGE.search(page).group(1) for page in pages)

    def _once(self, ticket, message, chance, smooth=False):
        """One way round: assign, every unit's part, verify, call back. True when the ticket is closed."""
        units = self._assign(ticket)
        for unit in units:
            if self._part(unit, ticket, chance, smooth) == "returned":
                return False
        if not self._verify(ticket, message, chance, smooth):
            for unit in units[:1]:
                self._part(unit, ticket, chance, smooth=True, accepted=True)
            self._verify(ticket, message, chance, smooth=True)
        return self._call_back(ticket, chance, smooth)

    def _assign(self, ticket):
        """As proposed, or to another lead when the proposed one handed it back. Returns the units' user names."""
        sent = []

        def as_proposed(form):
            lead = (form.fields.get("lead") or [""])[0]
            form.fields["assists"] = [unit for unit in form.fields.get("assists", []) if unit != lead]
            sent[:] = [
                self.codes[form.labels[name, value]] for name in ("lead", "assists") for value in form.fields[name]
            ]

        def to_another(form):
            proposed = form.fields["lead"]
            form.fields["lead"] = [next(v for v in form.choices["lead"] if v and [v] != proposed)]
            form.fields["assists"] = []
            sent[:] = [self.codes[form.labels["lead", form.fields["lead"][0]]]]

        try:
            self._desk("dispatcher", f"{ticket}assign/", "assign", as_proposed)
        except Refused as refusal:
            if refusal.status != 422:  # 422: the proposed lead is the one that handed it back
                raise
            self._desk("dispatcher", f"{ticket}assign/", "assign", to_another)
        return sent

    # --- the units ----------------------------------------------------------------------------------------------
    def _part(self, username, ticket, chance, smooth, accepted=False):
        person = self.person(username)
        with person.lock:
            page, _response = person.get(ticket, "open a part")
            part = _PART.search(str(page)).group(1)
            if not accepted:
                person.do(f"/parts/{part}/accept/", "accept", lambda form: None, page=page)
            if not smooth and chance.random() < _RETURNS:
                person.do(
                    f"/parts/{part}/hand_back/",
                    "hand back",
                    returned,
                )
                return "returned"
            person.do(f"/parts/{part}/give_feedback/", "give feedback", answered)
        return "done"

    # --- the end ------------------------------------------------------------------------------------------------
    def _verify(self, ticket, message, chance, smooth):
        if not smooth and chance.random() < _REJECTS:
            self._desk("verifier", f"{ticket}reject/", "reject", lambda form: put(form, text="现场仍未恢复，请重做。"))
            return False
        self._desk("verifier", f"{ticket}verify/", "verify", lambda form: put(form, text="现场已恢复。"))
        return True

    def _call_back(self, ticket, chance, smooth):
        if not smooth and chance.random() < _NOT_REACHED:
            self._desk("callback", f"{ticket}attempt/", "attempt", lambda form: put(form, outcome="no_answer"))
        if not smooth and chance.random() < _DISSATISFIED:
            self._desk("callback", f"{ticket}dissatisfied/", "dissatisfied", not_solved)
            return False
        self._desk("callback", f"{ticket}close/", "close", solved)
        return True

    def _desk(self, username, path, kind, fill):
        person = self.person(username)
        with person.lock:
            return person.do(path, kind, fill)


def put(form, **values):
    """Type values into fields that the form has; a field that it has not is left."""
    for name, value in values.items():
        if name in form.fields or name in form.choices:
            form.fields[name] = [str(value)]


def answered(form):
    """Feedback: yes to every question, and words for the caller."""
    for name in ("facts_true", "in_remit", "solved"):
        form.fields[name] = [form.choices[name][0]]
    put(form, public_answer="已到现场处理完毕，感谢您的反映。", details="按流程办结。")


def returned(form):
    put(form, reason="R5", text="缺少具体位置，请补充。")


def solved(form):
    for name in ("satisfied_result", "satisfied_process"):
        form.fields[name] = [next(value for value in form.choices[name] if value)]
    put(form, solved="solved", disposition="later", text="当事人表示满意。")


def not_solved(form):
    put(form, solved="not_solved", to="assignment", text="当事人表示问题又出现。")
