"""A ticket's life as rules on paper: no database, no clock, no service. Written from domain.md §3, not from the code.

`Life.may(verb, unit, yes)` says whether the verb is possible now and `do` carries it out. `unit` is the unit that acts
or is meant; `yes` chooses between a verb's outcomes.
"""

from dataclasses import dataclass, field

WORKED = {"handling", "assignment", "arbitration"}
STARTED = {"accepted", "en_route", "on_scene"}
OPEN = STARTED | {"sent"}


@dataclass
class Part:
    unit: str
    lead: bool
    status: str = "sent"
    extensions: int = 0
    extension_asked: bool = False
    supervised: bool = False
    urged: bool = False


@dataclass
class Life:
    stage: str = "assignment"
    parts: list = field(default_factory=list)  # in the order in which they began
    done_leads: list = field(default_factory=list)  # leads whose feedback stands, the latest last
    returns: int = 0
    since_ruling: int = 0
    unchanged: set = field(default_factory=set)  # units that handed back what nobody has changed since
    ruled: str = ""  # whom a ruling names as lead
    named: set = field(default_factory=set)  # and everybody whom it names
    worked: bool = False
    suspension: str = ""  # "", "asked", "granted": once a ticket
    reopened: bool = False
    attempts: int = 0  # of this round
    unreachable: bool = False
    not_solved: bool = False
    proposed: bool = False
    checked: bool = False  # a collector was asked before assignment

    # --- reading
    def open(self):
        return [part for part in self.parts if part.status in OPEN]

    def part(self, unit):
        return next((part for part in self.open() if part.unit == unit), None)

    def lead(self):
        return next((part for part in self.open() if part.lead), None)

    def latest(self, unit):
        return next((part for part in reversed(self.parts) if part.unit == unit), None)

    # --- what may follow what
    def may(self, verb, unit, yes):
        return bool(getattr(self, f"_may_{verb}")(unit, yes))

    def do(self, verb, unit, yes):
        getattr(self, f"_do_{verb}")(unit, yes)

    def _to(self, stage):
        if self.stage == "handling" and self.suspension == "asked":
            self.suspension = ""  # nobody answers any more
        if self.stage == "assignment":
            self.proposed = self.checked = False
        if self.stage == "assignment" or stage == "assignment":
            self.not_solved = False
        self.stage = stage

    def _end_part(self, part, status):
        if part.lead and self.suspension == "asked":
            self.suspension = ""
        part.status, part.extension_asked, part.supervised = status, False, False

    def _verification_if_done(self):
        if self.stage == "handling" and not self.open():
            self._to("verification")

    # --- the dispatcher
    def _may_assign(self, unit, yes):
        wrong = unit in self.unchanged or (self.ruled and self.ruled != unit)
        return self.stage == "assignment" and not wrong

    def _do_assign(self, unit, yes):
        if part := self.part(unit):
            part.lead = True
        else:
            self.parts.append(Part(unit, lead=True))
        self.worked = True
        self._to("handling")

    def _may_add_assist(self, unit, yes):
        return self.stage == "handling" and not self.part(unit) and unit not in self.unchanged

    def _do_add_assist(self, unit, yes):
        self.parts.append(Part(unit, lead=False))

    def _may_release(self, unit, yes):
        part = self.part(unit)
        return self.stage in WORKED and part and not part.lead

    def _do_release(self, unit, yes):
        self._end_part(self.part(unit), "released")
        self._verification_if_done()

    def _may_settle(self, unit, yes):
        return self.stage == "assignment" and not self.open()

    def _do_settle(self, unit, yes):
        self._to("closed")

    def _may_void(self, unit, yes):
        return self.stage == "assignment" and not self.open() and not self.not_solved

    _do_void = _do_settle

    def _may_redo(self, unit, yes):
        lead = self.done_leads[-1].unit if self.done_leads else ""
        return self.stage == "assignment" and lead and not self.part(lead) and self.ruled in ("", lead)

    def _do_redo(self, unit, yes):
        self._rework()
        self.unchanged.clear()

    def _rework(self):
        part = self.done_leads.pop()
        part.status = "accepted"
        self.attempts, self.unreachable = 0, False
        self._to("handling")

    def _may_ask_check(self, unit, yes):
        return self.stage == "assignment" and not self.checked

    def _do_ask_check(self, unit, yes):
        self.checked = True

    def _may_check(self, unit, yes):
        return self.stage == "assignment" and self.checked

    def _do_check(self, unit, yes):
        self.checked = False
        self.unchanged.clear()

    # --- a unit's part
    def _may_accept(self, unit, yes):
        return self._at(unit, {"sent"})

    def _do_accept(self, unit, yes):
        self.part(unit).status = "accepted"

    def _may_depart(self, unit, yes):
        return self._at(unit, {"accepted"})

    def _do_depart(self, unit, yes):
        self.part(unit).status = "en_route"

    def _may_arrive(self, unit, yes):
        return self._at(unit, {"accepted", "en_route"})

    def _do_arrive(self, unit, yes):
        self.part(unit).status = "on_scene"

    def _at(self, unit, statuses):
        part = self.part(unit)
        return self.stage in WORKED and part and part.status in statuses

    def _may_give_feedback(self, unit, yes):
        return self._at(unit, STARTED)

    def _do_give_feedback(self, unit, yes):
        part = self.part(unit)
        self._end_part(part, "done")
        if part.lead:
            self.done_leads.append(part)
        self._verification_if_done()

    def _may_hand_back(self, unit, yes):
        """R5 (`yes`) says that too little is known; R2 that it is not ours, which a ruling decides once and for all."""
        return self._at(unit, OPEN) and (yes or unit not in self.named)

    def _do_hand_back(self, unit, yes):
        part, stage = self.part(unit), self.stage
        self._end_part(part, "returned")
        self.returns += 1
        self.since_ruling += 1
        self.unchanged.add(unit)
        if (part.lead or stage == "assignment") and self.since_ruling >= 2:
            self._to("arbitration")
        elif part.lead:
            self._to("assignment")
        else:
            self._verification_if_done()

    # --- the arbiter
    def _may_rule(self, unit, yes):
        return self.stage == "arbitration"

    def _do_rule(self, unit, yes):
        """`unit` leads and nobody assists: others are released."""
        for part in self.open():
            if part.unit != unit:
                self._end_part(part, "released")
        mine = self.part(unit)
        if mine:
            mine.lead = True
        else:
            self.parts.append(Part(unit, lead=True))
        self.ruled, self.named, self.since_ruling = unit, {unit}, 0
        self.unchanged.clear()
        self._to("handling")

    # --- time
    def _may_ask_extension(self, unit, yes):
        return self._at(unit, STARTED) and not self.part(unit).extension_asked and self.part(unit).extensions < 2

    def _do_ask_extension(self, unit, yes):
        self.part(unit).extensions += 1
        self.part(unit).extension_asked = True

    def _may_grant_extension(self, unit, yes):
        return self.stage in WORKED and self.part(unit) and self.part(unit).extension_asked

    def _do_grant_extension(self, unit, yes):
        self.part(unit).extension_asked = False

    _may_decline_extension, _do_decline_extension = _may_grant_extension, _do_grant_extension

    def _may_ask_suspension(self, unit, yes):
        part = self.part(unit)
        return self.stage == "handling" and part and part.lead and part.status in STARTED and not self.suspension

    def _do_ask_suspension(self, unit, yes):
        self.suspension = "asked"

    def _may_suspend(self, unit, yes):
        return self.stage == "handling" and self.suspension == "asked"

    def _do_suspend(self, unit, yes):
        self.suspension = "granted"
        self._to("suspended")

    _may_decline_suspension = _may_suspend

    def _do_decline_suspension(self, unit, yes):
        self.suspension = ""

    def _may_resume(self, unit, yes):
        return self.stage == "suspended"

    def _do_resume(self, unit, yes):
        self._to("handling")

    # --- pressure
    def _may_urge(self, unit, yes):
        return self.stage in WORKED and self.part(unit) and not self.part(unit).urged

    def _do_urge(self, unit, yes):
        self.part(unit).urged = True  # once in ten minutes, and a walk takes less

    def _may_supervise(self, unit, yes):
        return self.stage in WORKED and self.part(unit) and not self.part(unit).supervised

    def _do_supervise(self, unit, yes):
        self.part(unit).supervised = True

    def _may_answer_supervision(self, unit, yes):
        return self.stage in WORKED | {"suspended"} and self.part(unit) and self.part(unit).supervised

    def _do_answer_supervision(self, unit, yes):
        self.part(unit).supervised = False

    # --- the end
    def _may_verify(self, unit, yes):
        return self.stage == "verification"

    def _do_verify(self, unit, yes):
        self._to("callback")  # the caller of the walk wants to be rung

    def _may_reject(self, unit, yes):
        return self.stage == "verification"

    def _do_reject(self, unit, yes):
        self._rework()

    def _may_attempt(self, unit, yes):
        return self.stage == "callback" and not self.unreachable

    def _do_attempt(self, unit, yes):
        """`yes`: no answer; else the number is wrong, and nobody rings there again."""
        self.attempts += 1
        self.unreachable = not yes or self.attempts == 3
        if self.unreachable and not self.reopened:
            self._to("closed")

    def _may_close(self, unit, yes):
        return self.stage == "callback" and not self.unreachable

    def _do_close(self, unit, yes):
        self._to("closed")

    _may_dissatisfied = _may_close

    def _do_dissatisfied(self, unit, yes):
        self.attempts, self.unreachable = 0, False
        self.unchanged.clear()
        self._to("assignment")
        self.not_solved = True

    def _may_find_unreasonable(self, unit, yes):
        return self.not_solved and not self.proposed

    def _do_find_unreasonable(self, unit, yes):
        self.proposed = True

    def _may_sign_unreasonable(self, unit, yes):
        return self.stage == "assignment" and self.proposed

    def _do_sign_unreasonable(self, unit, yes):
        self._to("closed")

    _may_refuse_unreasonable = _may_sign_unreasonable

    def _do_refuse_unreasonable(self, unit, yes):
        self.proposed = False

    def _may_conclude(self, unit, yes):
        return self.stage == "callback" and self.unreachable

    def _do_conclude(self, unit, yes):
        self._to("closed")

    def _may_reopen(self, unit, yes):
        return self.stage == "closed"

    def _do_reopen(self, unit, yes):
        self.reopened = True
        self.attempts, self.unreachable = 0, False
        self.unchanged.clear()
        self._to("assignment")

    def _may_note(self, unit, yes):
        return True

    def _do_note(self, unit, yes):
        pass

    def _may_correct(self, unit, yes):
        return self.stage in WORKED

    def _do_correct(self, unit, yes):
        self.unchanged.clear()
