"""What strangers must not find: tickets full of canaries, with everything that hangs on a ticket, and people of every role."""

import uuid
from types import SimpleNamespace

from dispatch import services
from dispatch.models import Assignment, Event, Party, Photo, Verification
from dispatch.services import photos, texting
from grid.services import send_report
from intake.models import Call
from intake.services import (
    Contact,
    answer_dialogue,
    approve_listing,
    claim,
    claim_dialogue,
    join_from_call,
    open_from_call,
    propose_listing,
    save_draft,
)
from tests.cast import World, browser_of, make_person, make_unit
from tests.intake import provider
from tests.intake.exchange import Line
from units import clock, measures
from units.models import Membership, User

PHOTO_BYTES = b"\xff\xd8\xff" + b"canary-of-pixels" * 8


class Hidden:
    """One ticket that is foreign to somebody, the ids by which it may be asked for, and what would betray it."""

    def __init__(self, word, phone):
        self.word, self.phone = word, phone
        self.ids, self.canaries = {}, {word.encode(), word.encode("unicode_escape"), phone.encode(), PHOTO_BYTES}

    def knows(self, ticket):
        """Read off every id of the ticket; ids that are random or spelled like a number betray it by themselves."""
        photo = Photo.objects.filter(ticket=ticket).first()
        part = Assignment.objects.filter(ticket=ticket).first()
        check = Verification.objects.filter(ticket=ticket).first()
        call = Call.objects.filter(concerns__ticket=ticket, concerns__opened=True).first()
        self.ids = {
            "number": ticket.number, "ticket": ticket.pk, "code": ticket.public_code, "photo": photo and photo.name,
            "part": part and part.pk, "verification": check and check.pk, "call": call and call.pk,
            "event": Event.objects.filter(ticket=ticket).latest("pk").pk,
            "ring": call and call.ring.pk,
            "party": Party.objects.filter(ticket=ticket).first().pk,
        }  # fmt: skip
        self.ids = {kind: str(value) for kind, value in self.ids.items() if value}
        self.canaries |= {self.ids[kind].encode() for kind in ("number", "code", "photo") if kind in self.ids}
        return self


class Estate:
    """`world` of the cast with hidden things in it: `ordinary` for whoever sees only his own, `confidential` for the
    centre without clearance, `draft` and `units_draft` for everybody but their typists."""

    def __init__(self):
        self.world = World()
        self._people()
        self.day = clock.local_day(clock.now()).isoformat()
        self.measures = [measure.code for measure in measures.all()]
        self._own_work()
        self.keys = {name: browser_of(person).cookies["sessionid"].value for name, person in self.people.items()}

    def hide(self):
        """Bring in what most of the people must not see."""
        self.ordinary = [self._worked("金丝雀甲8F3A", "19988887771", self.world.call_taker), self._reported()]
        self.confidential = [
            self._worked("金丝雀乙9C4B", "19988887772", self.world.shift_leader, confidential=True),
            self._fresh("金丝雀丁7D2E", "19988887774"),
        ]
        self._listed(self.ordinary[0])
        typist = make_person("call_taker", self.world.centre, "typist")
        self.draft = self._drafted("金丝雀丙6B1A", "19988887773", typist)
        clerk = make_person("unit_handler", self.world.police, "clerk")
        self.units_draft = self._drafted("金丝雀己2C7B", "19988887776", clerk)
        self._handed_over()
        return self

    def _people(self):
        world = self.world
        world.police.parent = make_unit("县政府办公室", code="county")
        world.police.save()
        team = make_unit("抢修三队", "team", code="team")
        self.people = {
            role: getattr(world, role)
            for role in (
                "call_taker", "dispatcher", "verifier", "callback", "arbiter", "shift_leader", "supervisor", "viewer",
                "sysadmin", "secadmin", "auditor",
            )
        }  # fmt: skip
        self.people |= {
            "unit_handler": world.roads_handler,
            "unit_lead": make_person("unit_lead", world.roads, "roads_lead"),
            "team": make_person("team", team, "team_of_roads"),
            "collector": world.other_collector,
            "handler of the parent": make_person("unit_handler", world.police.parent, "county_handler"),
            "no role": User.objects.create(username="nobody", name="无职者", unit=world.roads, password="!"),
            "two posts": self._two_posts(),
        }

    def _two_posts(self):
        """A collector who also handles for his township: two doors, still only his own."""
        person = make_person("collector", self.world.west, "two_posts")
        Membership.objects.create(user=person, unit=self.world.west, role="unit_handler")
        return person

    def _own_work(self):
        """Strangers have work of their own, so that their pages are not empty for the wrong reason."""
        ticket = self.world.ticket()
        services.assign(ticket, lead=self.world.roads, assists=[self.world.west], by=self.world.dispatcher)
        services.accept(
            self.world.part(ticket, self.world.roads), by=self.world.roads_handler
        )  # no clock that runs out soon
        services.accept(self.world.part(ticket, self.world.west), by=self.world.west_handler)
        self.own = {"number": ticket.number, "part": str(self.world.part(ticket, self.world.roads).pk)}

    def _opened(self, hidden, by, confidential):
        ring = claim(Line(number=hidden.phone).ring(), by=by)
        contact = Contact(number=hidden.phone, name=f"{hidden.word}某", words=f"{hidden.word}来电", key=ring.key)
        place = services.Place(lon=112.005, lat=28.005, address=f"{hidden.word}路 1 号", source="map")
        facts = services.Facts(goods=1, substance=f"{hidden.word}罐")
        ticket = open_from_call(contact, item=self.world.fight, place=place, by=by, facts=facts)
        if confidential:
            ticket = services.seal(ticket, text=f"{hidden.word}保密", by=by)
        return ticket

    def _worked(self, word, phone, by, confidential=False):
        """Assigned, handed back, assigned again, answered, waiting for the check; words and a photo at every step."""
        world, hidden = self.world, Hidden(word, phone)
        ticket = self._opened(hidden, by, confidential)
        leader = world.shift_leader
        dialogue = self._written(hidden, ticket, by)
        services.note(ticket, text=f"{word}备注", by=leader)
        ticket = services.assign(ticket, lead=world.police, assists=[world.fire], by=leader, text=f"{word}派单")
        back = world.part(ticket, world.fire)
        services.hand_back(back, reason="R3", text=f"{word}退回", by=world.fire_handler, suggested_unit=world.police)
        part = world.part(ticket, world.police)
        services.accept(part, by=world.police_handler)
        services.note(ticket, text=f"{word}进展", by=world.police_handler, assignment=part)
        services.urge(ticket, part=part, text=f"{word}催办", by=leader)
        services.supervise(ticket, part=part, text=f"{word}督办", minutes=30, by=leader)
        services.answer_supervision(part, text=f"{word}督办答复", by=world.police_handler)
        texting.to_party(ticket, ticket.parties.first(), f"{word}短信", at=clock.now())
        answer = services.Answer(True, True, True, public_answer=f"{word}答复", details=f"{word}经过")
        self._photo(ticket, "feedback", world.police_handler)
        services.give_feedback(part, answer=answer, by=world.police_handler)
        ticket.refresh_from_db()
        hidden.knows(ticket).ids["dialogue"] = str(dialogue.pk)
        return hidden

    def _written(self, hidden, ticket, by):
        """The caller writes about the ticket as well, is answered, and writes again."""
        dialogue = claim_dialogue(provider.write(f"{hidden.word}来信", number=hidden.phone), by=by)
        contact = Contact(number=hidden.phone, words=f"{hidden.word}来信", key=dialogue.key)
        join_from_call(contact, ticket=ticket, by=by)
        answer_dialogue(dialogue, words=f"{hidden.word}回信", by=by)
        return provider.write(f"{hidden.word}又来信", number=hidden.phone)

    def _fresh(self, word, phone):
        """Just opened and most urgent: what every queue would show first."""
        hidden = Hidden(word, phone)
        ticket = self._opened(hidden, self.world.shift_leader, confidential=True)
        self._photo(ticket, "report", self.world.shift_leader)
        return hidden.knows(ticket)

    def _reported(self):
        """A collector's finding in another cell."""
        hidden = Hidden("金丝雀戊5E3F", "19988887775")
        place = services.Place(lon=112.005, lat=28.005, address=f"{hidden.word}巷", source="device")
        found = send_report(item=self.world.lamp, place=place, words=hidden.word, by=self.world.collector)
        self._photo(found.ticket, "report", self.world.collector)
        hidden.knows(found.ticket)
        hidden.ids["report"] = str(found.pk)
        return hidden

    def _drafted(self, word, phone, typist):
        key = uuid.uuid4()
        save_draft(key=key, fields={"words": word, "number": phone, "address": word}, by=typist)
        hidden = Hidden(word, phone)
        hidden.ids = {"draft": str(key), "typist": str(typist.pk)}
        return hidden

    def _listed(self, hidden):
        """Its caller's number rings with a flag; hidden from whoever does not see the call."""
        call = Call.objects.get(pk=hidden.ids["call"])
        listing = propose_listing(call, kind="nuisance", reason=f"{hidden.word}骚扰", by=self.world.call_taker)
        approve_listing(listing, days=30, by=self.world.shift_leader)

    def _handed_over(self):
        """The shift ledger names all of them, and speaks of the confidential ones."""
        leader = self.world.shift_leader
        ledger = services.draft_handover(by=leader)
        words = " ".join(hidden.word for hidden in self.confidential)
        services.give_handover(
            ledger, remarks={ledger.lines[0]["key"]: words}, equipment=words, notes=words, by=leader, version=None
        )

    def _photo(self, ticket, about, by):
        name = uuid.uuid4().hex
        Photo.objects.create(
            ticket=ticket, about=about, state="ready", name=name, bytes=1, digest="0", at=clock.now(), by=by
        )
        for thumb in (False, True):
            path = photos.ready(name, thumb=thumb)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(PHOTO_BYTES)

    def hidden_from(self, role):
        """The tickets and drafts that a person of this name must never meet. A shift leader may
        take over what the hall types, and knows of it; not what a unit types."""
        if role == "shift_leader":
            return [self.units_draft]
        if role in HALL:
            return [*self.confidential, self.draft, self.units_draft]
        return [*self.ordinary, *self.confidential, self.draft, self.units_draft]

    def stranger(self, role):
        hidden = self.hidden_from(role)
        ids = {}
        for each in hidden:
            for kind, value in each.ids.items():
                ids.setdefault(kind, []).append(value)
        return SimpleNamespace(
            role=role, person=self.people.get(role), key=self.keys.get(role), ids=ids,
            phones=[each.phone for each in hidden], canaries=frozenset().union(*(each.canaries for each in hidden)),
        )  # fmt: skip


HALL = ("call_taker", "dispatcher", "verifier", "callback", "arbiter", "supervisor", "viewer")
EVERYBODY = (
    *HALL, "shift_leader", "unit_handler", "unit_lead", "team", "collector", "handler of the parent", "two posts",
    "sysadmin", "secadmin", "auditor", "no role", "anonymous",
)  # fmt: skip
