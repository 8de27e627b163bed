"""The life of one message: a call taker types it, staff of every role work the ticket to the end. HTTP only."""

import random
import re
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from config.demo.matters import item_of
from config.demo.people import PASSWORD, people
from config.demo.registry import units
from config.demo.story import ACCEPTANCE
from config.replay.hands import answered, corrected, laid_aside, not_solved, put, returned, settled, solved, with_words
from config.replay.person import Person, Refused, Times

_NUMBER = re.compile(r"[TY]\d{8}-\d{4,}")
_STAGE = re.compile(r'<header[^>]*data-stage="(\w+)"')
_PART = re.compile(r"/inbox/(\d+)/")
# Shares, so that everything that goes another way happens too.
_REJECTS, _DISSATISFIED, _NOT_REACHED, _RETURNS = 0.05, 0.06, 0.15, 0.12
_URGED, _SUPERVISED, _EXTENDED, _SUSPENDED = 0.06, 0.04, 0.06, 0.04
_LATE, _APPEALED, _UNMERGED = 0.06, 0.6, 0.3  # of the most urgent, of what was too late, of what was merged
_LEFT = 0.2  # of what somebody is asked for and of disputes: not answered yet when the work ends
_MOST_STEPS = 40  # a message whose every chance moves it back still ends
_DESKS = {
    "assignment": "dispatcher", "arbitration": "arbiter", "suspended": "leader", "verification": "verifier",
    "callback": "callback",
}  # fmt: skip
_SHIFTS = 3  # call takers at work at once


@dataclass
class Course:
    """What the staff remembers of one ticket: who has an open part (True: not yet accepted), and who leads."""

    chance: random.Random
    open: dict = field(default_factory=dict)
    lead: str = ""
    priority: int = 4
    unhappy: bool = False  # the caller said "not solved", and the dispatcher decides
    pressed: bool = False
    ruled: bool = False  # the lead was named by the arbiter, and that binds
    waits: bool = False  # whoever is to act next takes his time: the ticket stays where it is
    asked: set = field(default_factory=set)  # what was asked for: once a ticket

    def happens(self, share):
        return self.chance.random() < share


class Hall:
    """The staff: one browser for each person, made when first needed."""

    def __init__(self, base, seed):
        self.base, self.times, self.accepted = base, Times(), []
        self.waiting = []  # (number, stage, who) of the tickets that wait for somebody at the end
        self._people, self._lock = {}, threading.Lock()
        self._sent = defaultdict(list)  # by user name of the unit: the tickets that it got
        self._seed = seed
        self.names = {person.username: person.name for person in people()}
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
        chance = random.Random(f"{self._seed}-{index}")  # noqa: S311  not for secrets
        course = Course(chance, priority=item_of(message.item).priority)
        ticket = f"/tickets/{self._take(self.takers[index % len(self.takers)], message)}/"
        for _step in range(_MOST_STEPS):
            stage = self._stage("dispatcher", ticket)
            if stage == "closed":
                self._appeal(ticket, course)
                return
            if course.waits:
                self.waiting.append((_number(ticket), stage, self._who(stage, course)))
                return
            act = {"assignment": self._assign, "handling": self._handle, "verification": self._verify}
            act |= {"arbitration": self._rule, "suspended": self._resume}
            act.get(stage, self._call_back)(ticket, course)
        raise TimeoutError(f"{ticket} is not closed after {_MOST_STEPS} steps")

    def _who(self, stage, course):
        """Whose turn it is: a unit with an open part, or the desk of the stage."""
        if "unsigned" in course.asked or "unanswered" in course.asked:
            return "leader"
        if stage == "handling":
            return ", ".join(sorted(course.open))
        return _DESKS[stage]

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
        if course.unhappy:
            course.unhappy = False
            if self._decide(ticket, course):
                return
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
        for username in sent:
            self._sent[username].append(_number(ticket))

    def _merge(self, ticket, other, course):
        """Into the ticket `other` that a unit named, and sometimes apart again. What cannot be joined goes on by itself."""
        try:
            self._desk("dispatcher", f"{ticket}merge/", "merge", with_words("与该工单为同一事项。", number=other))
        except Refused as refusal:
            if refusal.status not in (409, 422):
                raise
            return
        if course.happens(_UNMERGED):
            self._desk("dispatcher", f"{ticket}unmerge/", "unmerge", with_words("经核对是两处不同的问题。"))

    def _decide(self, ticket, course):
        """On "not solved": the lead again, an explanation, or unreasonable with two signatures. False: another unit."""
        way = course.chance.choice(["redo", "settle", "find_unreasonable", "assign"])
        if way == "redo" and course.lead not in course.open:
            self._desk("dispatcher", f"{ticket}redo/", "redo", with_words("当事人不满意，请重新办理。"))
            course.open[course.lead] = False
        elif way == "settle":
            self._desk("dispatcher", f"{ticket}settle/", "settle", settled)
        elif way == "find_unreasonable":
            self._desk("dispatcher", f"{ticket}{way}/", way, with_words("诉求超出政策规定，已多次答复。"))
            if course.happens(2 * _LEFT):
                course.waits = True
                course.asked.add("unsigned")
            elif course.happens(0.5):
                self._desk("leader", f"{ticket}sign_unreasonable/", "sign_unreasonable", with_words("属实，同意。"))
            else:
                self._desk("leader", f"{ticket}refuse_unreasonable/", "refuse_unreasonable", with_words("请再办理。"))
                return False
        else:
            return False
        return True

    def _rule(self, ticket, course):
        """The arbiter names a lead; who is at work stays. Some disputes still wait for him."""
        if course.happens(_LEFT):
            course.waits = True
            return
        sent = []

        def decide(form):
            at_work = form.fields.get("assists", [])
            free = [value for value in form.choices["lead"] if value and value not in at_work]
            form.fields["lead"] = [course.chance.choice(free)]
            put(form, legal_basis="《职责清单》", text="由该单位牵头办理，其他单位配合。")
            sent[:] = self._named(form)

        self._desk("arbiter", f"{ticket}rule/", "rule", decide)
        course.lead, course.ruled = sent[0], True
        course.open = {unit: course.open.get(unit, True) for unit in sent}

    def _named(self, form):
        """Codes of the units that a form names: the lead, then the assists."""
        named = [(name, value) for name in ("lead", "assists") for value in form.fields.get(name, [])]
        return [self.codes[form.labels[choice]] for choice in named]

    # --- the units ----------------------------------------------------------------------------------------------
    def _handle(self, ticket, course):
        """Every unit with an open part works it, pressed by the centre or asking it for time on the way."""
        for username in list(course.open):
            new = course.open[username]
            leads_anew = new and username == course.lead
            if leads_anew:
                self._press(ticket, course)
            person = self.person(username)
            with person.lock:
                page, response = person.get(ticket, "open a part")
                part = f"/parts/{_PART.search(str(page)).group(1)}/"
                if new:
                    person.do(f"{part}accept/", "accept", lambda form: None, page=page)
                    course.open[username] = False
                if f"{part}answer_supervision/" in response.text:
                    text = "人员已到现场，今日办结。"
                    person.do(f"{part}answer_supervision/", "answer a supervision", with_words(text), page=page)
            if leads_anew and self._time(ticket, part, page, person, course):
                return
            if new and not course.ruled and course.happens(_RETURNS):
                if self._hand_back(ticket, part, page, person, course):
                    return
            else:
                with person.lock:
                    person.do(f"{part}give_feedback/", "give feedback", answered, page=page)
                del course.open[username]

    def _hand_back(self, ticket, part, page, person, course):
        """True: as a duplicate, so that the dispatcher looks at the whole ticket now."""
        others = [number for number in self._sent[person.username] if number != _number(ticket)]
        other = others[-1] if others else ""
        reason, fill = returned(course.chance, other)
        with person.lock:
            person.do(f"{part}hand_back/", "hand back", fill, page=page)
        del course.open[person.username]
        if reason == "R6":
            self._merge(ticket, other, course)
        return reason == "R6"

    def _press(self, ticket, course):
        """Before the lead has said anything, once: urged, supervised; some let the time of their acceptance run out."""
        if course.pressed:
            return
        course.pressed = True
        if course.happens(_URGED):
            self._desk("dispatcher", f"{ticket}urge/", "urge", with_words("请尽快签收处理。"))
        if course.happens(_SUPERVISED):
            self._desk("leader", f"{ticket}supervise/", "supervise", with_words("请说明为何仍未处理。"))
        if course.priority == 1 and course.happens(_LATE):
            time.sleep(ACCEPTANCE[1] + 3)

    def _time(self, ticket, part, page, person, course):
        """The lead asks for time, and the shift leader answers, or has not yet. True: this ticket does not go on now."""
        for what, share, form, grant in (
            ("extension", _EXTENDED, with_words("配件尚未到货，需延长办理。"), "grant_extension"),
            ("suspension", _SUSPENDED, laid_aside, "suspend"),
        ):
            if what in course.asked or not course.happens(share):
                continue
            course.asked.add(what)
            with person.lock:
                if f"{part}ask_{what}/" not in person.get(page, "open a part")[1].text:
                    continue  # nothing is left of it: its clock is not running, or it was asked before
                person.do(f"{part}ask_{what}/", f"ask {what}", form, page=page)
            if course.happens(_LEFT):
                course.waits = True
                course.asked.add("unanswered")
                return True
            if course.happens(0.3):
                self._desk(
                    "leader", f"{ticket}decline_{what}/", f"decline {what}", with_words("理由不充分，请按期办理。")
                )
                continue
            self._desk("leader", f"{ticket}{grant}/", grant, with_words("同意。"))
            if grant == "suspend":
                return True
        return False

    def _resume(self, ticket, course):
        """Half of what is suspended goes on at once, the others wait for their day."""
        if course.happens(0.5):
            course.waits = True
            return
        self._desk("leader", f"{ticket}resume/", "resume", with_words("条件已具备，恢复办理。"))

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
            course.unhappy = True
        else:
            self._desk("callback", f"{ticket}close/", "close", solved)

    def _appeal(self, ticket, course):
        """The lead that missed a limit says why it could not help it; two reviewers agree, one does not, or nobody has yet."""
        if not course.lead or not course.happens(_APPEALED):
            return
        person = self.person(course.lead)
        with person.lock:
            page, response = person.get(ticket, "open a part")
            part = f"/parts/{_PART.search(str(page)).group(1)}/"
            if f"{part}appeal/" not in response.text:
                return
            person.do(f"{part}appeal/", "appeal", with_words("系统接收端故障，未收到派单提示。"), page=page)
        if course.happens(_LEFT):
            self.waiting.append((_number(ticket), "closed", "leader, arbiter"))
            return
        for reviewer in ("leader", "arbiter"):
            upholds = course.happens(0.7)
            said = with_words("记录属实。" if upholds else "理由不成立。", upholds=int(upholds))
            self._desk(reviewer, f"{ticket}review_appeal/", "review an appeal", said)
            if not upholds:
                return

    def _desk(self, username, path, kind, fill):
        person = self.person(username)
        with person.lock:
            return person.do(path, kind, fill)


def _number(ticket):
    """The number in a ticket's address."""
    return ticket.split("/")[2]
