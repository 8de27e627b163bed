"""The life of one message: a call taker types it, staff of every role work the ticket to the end. HTTP only."""

import random
import re
import threading
from collections import Counter
from dataclasses import dataclass, field

from config.demo.people import PASSWORD, people
from config.demo.registry import units
from config.replay.person import Person, Refused, Times

_NUMBER = re.compile(r"[TY]\d{8}-\d{4,}")
_STAGE = re.compile(r'<header[^>]*data-stage="(\w+)"')
_PART = re.compile(r"/inbox/(\d+)/")
_REJECTS, _DISSATISFIED, _NOT_REACHED, _RETURNS = 0.05, 0.05, 0.15, 0.06  # shares, so that moves back happen too
_MOST_STEPS = 40  # a message whose every chance moves it back still ends
_SHIFTS = 3  # call takers at work at once


@dataclass
class Course:
    """What the staff remembers of one ticket: who has an open part (True: not yet accepted), and who leads."""

    chance: random.Random
    open: dict = field(default_factory=dict)
    lead: str = ""

    def happens(self, share):
        return self.chance.random() < share


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
        """Carry one message to closed: look at which stage it stands, and let whoever it waits for act."""
        course = Course(random.Random(f"{self._seed}-{index}"))  # noqa: S311  not for secrets
        ticket = f"/tickets/{self._take(self.takers[index % len(self.takers)], message)}/"
        for _step in range(_MOST_STEPS):
            stage = self._stage("dispatcher", ticket)
            if stage == "closed":
                return
            act = {"assignment": self._assign, "handling": self._handle, "verification": self._verify}
            act["arbitration"] = self._rule
            act.get(stage, self._call_back)(ticket, course)
        raise TimeoutError(f"{ticket} is not closed after {_MOST_STEPS} steps")

    def stages(self):
        """{stage: n} of all tickets that the console had accepted, as their pages say now."""
        return Counter(self._stage("viewer", f"/tickets/{number}/") for number in self.accepted)

    def _stage(self, username, ticket):
        person = self.person(username)
        with person.lock:
            return _STAGE.search(person.get(ticket, "open a ticket")[1].text).group(1)

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

    def _assign(self, ticket, course):
        """As proposed. What is not to be sent on unchanged is asked again first; who is busy as an assist does not lead."""
        sent = []

        def as_proposed(form):
            lead = form.fields["lead"]
            form.fields["assists"] = [unit for unit in form.fields.get("assists", []) if [unit] != lead]
            sent[:] = self._named(form)

        def to_another(form):
            proposed = form.fields["lead"]
            form.fields["lead"] = [next(v for v in form.choices["lead"] if v and [v] != proposed)]
            form.fields["assists"] = []
            sent[:] = self._named(form)

        def send(fill):
            try:
                self._desk("dispatcher", f"{ticket}assign/", "assign", fill)
            except Refused as refusal:
                if refusal.status != 422:
                    raise
                return False
            return True

        if not send(as_proposed):
            self._desk(self.takers[0], f"{ticket}correct/", "correct", corrected)
            if not send(as_proposed):
                send(to_another)
        course.lead = sent[0]
        course.open |= dict.fromkeys(sent, True)

    def _rule(self, ticket, course):
        """The arbiter names a lead; who is at work stays."""
        sent = []

        def decide(form):
            at_work = form.fields.get("assists", [])
            form.fields["lead"] = [next(value for value in form.choices["lead"] if value and value not in at_work)]
            put(form, legal_basis="《职责清单》", text="由该单位牵头办理，其他单位配合。")
            sent[:] = self._named(form)

        self._desk("arbiter", f"{ticket}rule/", "rule", decide)
        course.lead = sent[0]
        course.open = {unit: course.open.get(unit, True) for unit in sent}

    def _named(self, form):
        """Codes of the units that a form names: the lead, then the assists."""
        named = [(name, value) for name in ("lead", "assists") for value in form.fields.get(name, [])]
        return [self.codes[form.labels[choice]] for choice in named]

    # --- the units ----------------------------------------------------------------------------------------------
    def _handle(self, ticket, course):
        """Every unit with an open part works it."""
        for username in list(course.open):
            new = course.open.pop(username)
            person = self.person(username)
            with person.lock:
                page, _response = person.get(ticket, "open a part")
                part = f"/parts/{_PART.search(str(page)).group(1)}/"
                if new:
                    person.do(f"{part}accept/", "accept", lambda form: None, page=page)
                if new and course.happens(_RETURNS):
                    person.do(f"{part}hand_back/", "hand back", returned)
                else:
                    person.do(f"{part}give_feedback/", "give feedback", answered)

    # --- the end ------------------------------------------------------------------------------------------------
    def _verify(self, ticket, course):
        if course.happens(_REJECTS):
            self._desk("verifier", f"{ticket}reject/", "reject", lambda form: put(form, text="现场仍未恢复，请重做。"))
            course.open[course.lead] = False
        else:
            self._desk("verifier", f"{ticket}verify/", "verify", lambda form: put(form, text="现场已恢复。"))

    def _call_back(self, ticket, course):
        if course.happens(_NOT_REACHED):
            self._desk("callback", f"{ticket}attempt/", "attempt", lambda form: put(form, outcome="no_answer"))
        elif course.happens(_DISSATISFIED):
            self._desk("callback", f"{ticket}dissatisfied/", "dissatisfied", not_solved)
        else:
            self._desk("callback", f"{ticket}close/", "close", solved)

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


def corrected(form):
    put(form, text="已回拨补充位置。", words=f"{form.fields.get('words', [''])[0]}（位置已补充）")


def solved(form):
    for name in ("satisfied_result", "satisfied_process"):
        form.fields[name] = [next(value for value in form.choices[name] if value)]
    put(form, solved="solved", disposition="later", text="当事人表示满意。")


def not_solved(form):
    put(form, text="当事人表示问题又出现。")
