"""One method for each verb of a plan: who does it, and with which words."""

from contextlib import nullcontext
from datetime import datetime, timedelta
from random import Random

from config.demo import owed
from config.demo.camera import Camera
from config.demo.cast import Cast
from config.demo.history import LooseCall
from config.demo.matters import Matter
from config.demo.story import Step
from dispatch import services as dispatch
from dispatch.models import Assignment, Ticket
from grid import services as grid
from intake import services as intake
from intake.models import OWED, Validity
from units import clock


class Turns:
    def __init__(self, cast: Cast, rng: Random, camera: Camera):
        self.cast = cast
        self.rng = rng
        self.camera = camera
        self.matter: Matter | None = None  # whose step is being played
        self.tickets: dict[int, Ticket] = {}
        self.parts: dict[int, list[Assignment]] = {}
        self.last_open: Ticket | None = None

    def step(self, number: int, matter: Matter, step: Step) -> None:
        self.matter = matter
        if step.verb == "open":
            self.tickets[number] = self.last_open = self.open(matter)
            return
        ticket = self.tickets[number]
        if step.verb == "assign":
            self.parts[number] = self.assign(ticket, matter, **step.facts)
            return
        if step.verb == "rule":
            self.parts[number] = self.rule(ticket, **step.facts)
            return
        verb = getattr(self, step.verb)
        if step.verb in _OF_UNITS:
            parts = self.parts[number]
            if step.part < len(parts):
                part = parts[step.part]
                verb(part, by=self.cast.handler(part.unit), **step.facts)
        else:
            verb(ticket, **step.facts)

    # --- the call --------------------------------------------------------------------------------------------------
    def open(self, matter: Matter) -> Ticket:
        item = self.cast.items[matter.item.code]
        place = self._place(matter)
        if matter.channel == "grid":
            by = self.cast.collectors[matter.spot.cell.code]
            with self.camera.taken(matter, solved=False) as photos:
                return grid.send_report(
                    item=item, place=place, words=matter.words, by=by, accuracy_m=self.rng.randint(4, 22),
                    entered_at=matter.start, photos=photos,
                ).ticket  # fmt: skip
        contact = intake.Contact(
            number=matter.phone, name=matter.name, words=matter.words, channel=matter.channel,
            entered_at=matter.start, wants_callback=matter.callback,
        )  # fmt: skip
        if matter.channel == "unit":
            lead = item.rule_on(clock.local_day(clock.now())).lead
            return intake.record_matter(contact, item=item, place=place, by=self.cast.handler(lead))
        answers = [option for asked in self._questions(item) if (option := self._said(matter, asked.options))]
        return intake.open_from_call(
            contact, item=item, place=place, by=self._call_taker(), answers=answers, danger=matter.danger
        )

    @staticmethod
    def _questions(item):
        return dispatch.conditions.asked(item, clock.local_day(clock.now()))

    @staticmethod
    def _said(matter: Matter, options):
        """Three callers in four know; drawn from the matter's own moment, so that nothing else is drawn differently."""
        own = Random(matter.start.timestamp())  # noqa: S311
        return own.choice(options) if own.random() < 0.75 else None

    def _place(self, matter: Matter) -> dispatch.Place:
        spot = matter.spot
        community = self.cast.communities[spot.cell.community]
        if not matter.has_point:
            return dispatch.Place(address=spot.address, street=community.street, community=community, source="list")
        source = "device" if matter.channel == "grid" else "map"
        return dispatch.Place(lon=spot.lon, lat=spot.lat, address=spot.address, source=source)

    def loose_call(self, call: LooseCall, until: datetime) -> None:
        contact = intake.Contact(
            number=call.phone, name=call.name, words=call.words, wants_callback=False,
            entered_at=clock.now() - timedelta(seconds=self.rng.randint(9, 50)),
        )  # fmt: skip
        by = self._call_taker()
        if call.validity == Validity.ADVICE:
            intake.advise(contact, advice=call.words, by=by)
        elif call.validity != Validity.REPEAT:
            dismissed = intake.dismiss(contact, validity=call.validity, by=by)
            if call.validity in OWED:
                owed.ring_back(dismissed, self._call_taker(), until)
        elif self.last_open and Ticket.objects.get(pk=self.last_open.pk).is_open:
            intake.join_from_call(contact, ticket=self.last_open, by=by)

    def _call_taker(self):
        return self.cast.hall("calltaker", 4, clock.now())

    # --- the centre ------------------------------------------------------------------------------------------------
    def assign(self, ticket: Ticket, matter: Matter, lead: str = "") -> list[Assignment]:
        """To one unit alone, if the plan names it. Else by the duty list; after a hand-back to the unit that was
        suggested. What will come back goes out alone.
        """
        if lead:
            dispatch.assign(ticket, lead=self.cast.unit_codes[lead], by=self._dispatcher())
            return self._begun(ticket)
        ticket = Ticket.objects.select_related("rule__lead", "street", "cell__collector__unit").get(pk=ticket.pk)
        proposal = dispatch.propose(ticket)
        lead, assists = proposal.lead, proposal.assists[: matter.parts - 1]
        returned = ticket.hand_backs.select_related("suggested_unit").last()
        if returned:
            lead = self.cast.units[returned.suggested_unit_id]
        will_return = not returned and any(step.verb == "hand_back" for step in matter.steps)
        if will_return or ticket.assignments.filter(status="done").exists():
            assists = []
        busy = set(ticket.assignments.open().values_list("unit_id", flat=True))
        assists = [unit for unit in assists if unit.pk not in busy and unit.pk != lead.pk]
        by = self.cast.users["leader"] if ticket.confidential else self._dispatcher()
        dispatch.assign(ticket, lead=lead, assists=assists, by=by)
        return self._begun(ticket)

    def _begun(self, ticket: Ticket) -> list[Assignment]:
        """The parts that begin now, the lead's first."""
        parts = ticket.assignments.open().filter(sent_at=clock.now()).select_related("unit")
        return sorted(parts, key=lambda part: (not part.is_lead, part.pk))

    def rule(
        self, ticket: Ticket, lead: str, assists: list[str], legal_basis: str, text: str, change: str
    ) -> list[Assignment]:
        units = self.cast.unit_codes
        from_day = clock.local_day(clock.now()) + timedelta(days=60)
        dispatch.rule(
            ticket, lead=units[lead], assists=[units[code] for code in assists], legal_basis=legal_basis, text=text,
            amendment=dispatch.Proposed(from_day, change) if change else None, by=self.cast.users["arbiter"],
        )  # fmt: skip
        return self._begun(ticket)

    def classify(self, ticket: Ticket, item: str, text: str) -> None:
        dispatch.classify(ticket, item=self.cast.items[item], text=text, by=self._dispatcher())

    def _dispatcher(self):
        return self.cast.hall("dispatcher", 3, clock.now())

    def settle(self, ticket: Ticket, text: str) -> None:
        dispatch.settle(ticket, disposition="explained", text=text, by=self._call_taker())

    def void(self, ticket: Ticket, text: str) -> None:
        dispatch.void(ticket, text=text, by=self._dispatcher())

    def reopen(self, ticket: Ticket, text: str) -> None:
        dispatch.reopen(ticket, text=text, by=self.cast.users["leader"])

    def hall_note(self, ticket: Ticket, text: str) -> None:
        dispatch.note(ticket, text=text, by=self._dispatcher())

    def merge(self, ticket: Ticket, text: str) -> None:
        """Into the ticket that stands open at the same place about the same item."""
        same = Ticket.objects.open().filter(item=ticket.item_id, address=ticket.address).exclude(pk=ticket.pk)
        dispatch.merge(ticket, other=same.earliest("opened_at"), text=text, by=self._dispatcher())

    def link(self, ticket: Ticket, text: str) -> None:
        """To the ticket that stands open at the same place about something else."""
        other = Ticket.objects.open().filter(address=ticket.address).exclude(item=ticket.item_id).earliest("opened_at")
        dispatch.link(ticket, other=other, kind="related", text=text, by=self._dispatcher())

    def seal(self, ticket: Ticket, text: str) -> None:
        dispatch.seal(ticket, text=text, by=self.cast.users["leader"])

    def split(self, ticket: Ticket, code: str, text: str) -> None:
        item = self.cast.items[code]
        lead = item.rule_on(clock.local_day(clock.now())).lead
        part = dispatch.split(ticket, item=item, words=text, lead=lead, by=self._dispatcher())
        dispatch.accept(part.assignments.get(), by=self.cast.handler(lead))

    def add_assist(self, ticket: Ticket, text: str) -> None:
        dispatch.add_assist(ticket, assists=[self.cast.units[ticket.street_id]], text=text, by=self._dispatcher())
        part = ticket.assignments.open().get(unit=ticket.street_id)
        dispatch.accept(part, by=self.cast.handler(part.unit))

    def release(self, ticket: Ticket, text: str) -> None:
        part = ticket.assignments.open().get(unit=ticket.street_id)
        dispatch.release(ticket, part=part, text=text, by=self._dispatcher())

    def urge(self, ticket: Ticket, text: str) -> None:
        dispatch.urge(ticket, part=self._lead(ticket), text=text, by=self._dispatcher())

    def supervise(self, ticket: Ticket, text: str) -> None:
        dispatch.supervise(ticket, part=self._lead(ticket), text=text, minutes=60, by=self.cast.users["leader"])

    @staticmethod
    def _lead(ticket: Ticket) -> Assignment:
        return ticket.assignments.open().get(part=Assignment.Part.LEAD)

    def verify(self, ticket: Ticket, text: str, desk: bool) -> None:
        """On site by the collector of the cell, where there is one; else, and half the time anyway, at the desk."""
        disposition = self.rng.choice(["on_site", "later"])
        by = self._verifier(ticket, desk)
        with self._on_site(by, solved=True) as photos:
            dispatch.verify(ticket, text=text, disposition=disposition, by=by, photos=photos)

    def reject(self, ticket: Ticket, text: str) -> None:
        by = self._verifier(ticket, desk=False)
        with self._on_site(by, solved=False) as photos:
            dispatch.reject(ticket, text=text, by=by, photos=photos)

    def _on_site(self, by, *, solved: bool):
        """Only who stands there takes a photo."""
        return self.camera.taken(self.matter, solved=solved) if by.kind == "grid" else nullcontext([])

    def _verifier(self, ticket: Ticket, desk: bool):
        collector = self.cast.collector_of(ticket.cell_id)
        return collector if collector and not desk else self.cast.hall("verifier", 2, clock.now())

    def attempt(self, ticket: Ticket, text: str) -> None:
        dispatch.attempt(ticket, outcome="no_answer", text=text, by=self._call_back())

    def close(self, ticket: Ticket, disposition: str, **reply) -> None:
        dispatch.close(ticket, reply=dispatch.Reply(**reply), disposition=disposition, by=self._call_back())

    def dissatisfied(self, ticket: Ticket, text: str) -> None:
        reply = dispatch.Reply(solved="not_solved", satisfied_result=1, satisfied_process=2, text=text)
        dispatch.dissatisfied(ticket, reply=reply, by=self._call_back())

    def ask_check(self, ticket: Ticket, text: str) -> None:
        dispatch.ask_check(ticket, text=text, by=self._dispatcher())

    def find_unreasonable(self, ticket: Ticket, text: str) -> None:
        dispatch.find_unreasonable(ticket, text=text, by=self._dispatcher())

    def redo(self, ticket: Ticket, text: str) -> None:
        dispatch.redo(ticket, text=text, by=self._dispatcher())

    def conclude(self, ticket: Ticket, text: str) -> None:
        dispatch.conclude(ticket, disposition="later", text=text, by=self.cast.users["leader"])

    def _call_back(self):
        return self.cast.hall("callback", 2, clock.now())

    # --- the units -------------------------------------------------------------------------------------------------
    def accept(self, part: Assignment, by) -> None:
        dispatch.accept(part, by=by)

    def depart(self, part: Assignment, by) -> None:
        dispatch.depart(part, by=by)

    def arrive(self, part: Assignment, by) -> None:
        dispatch.arrive(part, by=by)

    def unit_note(self, part: Assignment, by, text: str) -> None:
        dispatch.note(part.ticket, text=text, by=by, assignment=part)

    def give_feedback(
        self, part: Assignment, by, why_not: str, public_answer: str, details: str, contacted: bool
    ) -> None:
        ticket = part.ticket
        at = max(clock.now() - timedelta(minutes=self.rng.randint(2, 30)), ticket.opened_at) if contacted else None
        answer = dispatch.Answer(
            facts_true=why_not != "unfounded", in_remit=True, solved=not why_not, why_not=why_not,
            public_answer=public_answer, details=details, contacted_at=at,
        )  # fmt: skip
        with self.camera.taken(self.matter, solved=not why_not) if part.is_lead else nullcontext([]) as photos:
            dispatch.give_feedback(part, answer=answer, by=by, photos=photos)

    def hand_back(self, part: Assignment, by, reason: str, legal_basis: str, text: str, suggested: str = "") -> None:
        """The lead suggests whom the plan names, or the first assisting body of the rule, or the street office of the place."""
        ticket = Ticket.objects.select_related("rule__lead", "street", "cell__collector__unit").get(pk=part.ticket_id)
        others = [*dispatch.propose(ticket).assists, ticket.street, self.cast.unit_codes["city"]]
        named = self.cast.unit_codes.get(suggested) or next(unit for unit in others if unit and unit.pk != part.unit_id)
        dispatch.hand_back(part, reason=reason, legal_basis=legal_basis, text=text, suggested_unit=named, by=by)

    def ask_help(self, part: Assignment, by, text: str) -> None:
        dispatch.ask_help(part, text=text, by=by)

    # --- time asked for --------------------------------------------------------------------------------------------
    def ask_extension(self, part: Assignment, by, text: str) -> None:
        dispatch.ask_extension(part, text=text, by=by)

    def grant_extension(self, ticket: Ticket, text: str) -> None:
        dispatch.grant_extension(ticket, extension=ticket.extensions.get(), text=text, by=self.cast.users["leader"])

    def ask_suspension(self, part: Assignment, by, days: int, text: str) -> None:
        dispatch.ask_suspension(part, until=clock.now() + timedelta(days=days), text=text, by=by)

    def suspend(self, ticket: Ticket, text: str) -> None:
        dispatch.suspend(ticket, suspension=ticket.suspensions.get(), text=text, by=self.cast.users["leader"])

    def resume(self, ticket: Ticket, text: str) -> None:
        dispatch.resume(ticket, text=text, by=self.cast.users["leader"])

    def appeal(self, part: Assignment, by, text: str) -> None:
        dispatch.appeal(part, limit=part.clocks.exclude(missed_at=None).latest("due_at"), text=text, by=by)

    def review_appeal(self, ticket: Ticket, text: str) -> None:
        """The first of two reviewers; the second is whoever looks at the demo."""
        dispatch.review_appeal(
            ticket, appeal=ticket.appeals.get(), upholds=True, text=text, by=self.cast.users["leader"]
        )


_OF_UNITS = {
    "accept", "depart", "arrive", "unit_note", "give_feedback", "hand_back", "ask_help", "ask_extension", "ask_suspension",
    "appeal",
}  # fmt: skip
