"""The birth of a ticket, and callers who join it later. Doors (intake, grid) call this; dispatch does not know them."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from dispatch.models import Clock, Event, Party, Ticket
from dispatch.models.duty_list import Priority
from dispatch.models.tickets import new_public_code
from dispatch.services import cautions, chain, clocks, conditions, emergency, numbers, repeating, slots
from dispatch.services.gate import moving
from dispatch.workflow import BIRTH
from units import clock, territory
from units.refusals import BadInput
from units.transactions import whole


@dataclass(frozen=True)
class Place:
    """Where a matter is: a point, or a street office and community by list, or words. At least one of them."""

    lon: float | None = None
    lat: float | None = None
    address: str = ""
    street: object = None
    community: object = None
    source: str = ""  # a PlaceSource
    verified: bool = False  # somebody asked, and it is there


@dataclass(frozen=True)
class Caller:
    name: str = ""
    phone: str = ""
    wants_callback: bool = False
    slot: str = ""  # a services.slots.Slot: the time of day at which he wants to be rung
    text_only: bool = False  # does not hear or speak
    language: str = ""  # other than Mandarin, as the registry of interpreters names it


@whole()
def open_ticket(
    *,
    item,
    place,
    source,
    by,
    words="",
    caller=None,
    priority=None,
    entered_at=None,
    is_drill=False,
    at=None,
    danger=False,
    answers=(),
    confidential=False,
    facts=None,
    needs=(),
):
    """Open a ticket: rule of the day, place resolved to cell and street office, party, dispatch clock, first event.

    `priority` can only raise the item's, and `danger` (life is at stake) makes it the highest. `entered_at` is when
    the form was begun; the 2 min 30 s run from there. `at` is when the call was saved that it comes from: one move, one time.
    `answers` are options of the item's questions; `facts` (emergency.Facts) raise priority and danger by their own rule;
    `needs` are special needs at the place, (need, metres or None) each.
    """
    now = at or clock.now()
    entered_at = min(entered_at or now, now)
    rule = item.rule_on(clock.local_day(now))
    if rule is None:
        raise BadInput(_("The duty list has no rule for this item today. Choose another item."), field="item")
    place = resolved(place)
    least, endangered = emergency.level(facts) if facts else (None, False)
    danger = danger or endangered
    code = new_public_code()
    ticket = Ticket.objects.create(
        number=code, public_code=code, is_drill=is_drill, confidential=confidential, source=source, words=words,
        item=item, first_item=item, rule=rule,
        priority=Priority.P1 if danger else min(filter(None, (priority, least, rule.priority))), danger=danger,
        entered_at=entered_at, opened_at=now, opened_by=by, opened_seat=by.seat_code,
        repeats=repeating.earlier(item=item, caller=caller, source=source, at=now, is_drill=is_drill),
        changed_at=now, changed_by=by,
        wants_callback=bool(caller and caller.wants_callback and caller.phone), callback_at=_wish(caller, now), **place,
    )  # fmt: skip
    if caller and (caller.phone or caller.name):
        _add_party(ticket, caller, source, now)
    limit = settings.DISPATCH_LIMIT_SECONDS
    dispatch_clock = clocks.start(ticket, Clock.Kind.DISPATCH, at=entered_at, seconds=limit)
    ticket.due_at = dispatch_clock.due_at
    told = conditions.keep(ticket, answers, at=now, by=by) if answers else {}
    hurt = emergency.keep(ticket, facts, at=now, by=by) if facts else {}
    cautions.keep(ticket, needs, at=now)
    chain.record(
        ticket, BIRTH, by=by, at=now, stage_before="", units_before=[], units_after=[], cells=[],
        audience=Event.Audience.PARTIES,
        data={"item": item.code, "priority": ticket.priority, "source": source, "cell": ticket.cell_id}
        | ({"danger": True} if danger else {})
        | ({"answers": told} if told else {})
        | hurt,
    )  # fmt: skip
    ticket.number = numbers.take(now, is_drill=is_drill)
    ticket.save(update_fields=["number", "due_at", "emergency", "chain_position", "chain_hash"])
    return ticket


def join(ticket, *, caller, source, by, words=""):
    """Another caller about the same event: a party of the ticket, with a call-back of his own if he wants one.

    A repeat call is usually an escalation: what this caller says stands in the timeline of all who work on the ticket.
    """
    with moving(ticket, "join", by=by) as step:
        party = _known_party(step.ticket, caller)
        if party is None and (caller.phone or caller.name):
            party = _add_party(step.ticket, caller, source, step.now)
        if party:
            step.ticket.wants_callback |= party.wants_callback
            step.ticket.callback_at = _wish(caller, step.now) or step.ticket.callback_at
            step.data["party"] = party.pk
        step.note(words)
    return party


def _wish(caller, now):
    """When this caller wants to be rung, or None: as soon as there is something to say."""
    wishes = caller and caller.slot and caller.wants_callback and caller.phone
    return slots.moment(caller.slot, now) if wishes else None


def _known_party(ticket, caller):
    """Whoever calls again is the same party, and is called back once."""
    party = ticket.parties.standing().filter(phone=caller.phone).first() if caller.phone else None
    if party:
        party.name = party.name or caller.name
        party.wants_callback |= caller.wants_callback
        party.text_only |= caller.text_only
        party.language = caller.language or party.language
        party.save(update_fields=["name", "wants_callback", "text_only", "language"])
    return party


def _add_party(ticket, caller, source, at):
    return Party.objects.create(
        ticket=ticket, name=caller.name, phone=caller.phone, channel=source, joined_at=at,
        wants_callback=caller.wants_callback and bool(caller.phone), text_only=caller.text_only, language=caller.language,
    )  # fmt: skip


def resolved(place):
    """The place's columns: cell, community and street office follow from the point where the point is in the district."""
    found = territory.locate(place.lon, place.lat) if place.lon is not None else None
    if found is None and place.lon is not None and not place.address and place.street is None:
        raise BadInput(_("This point lies outside the district. Move it, or choose the street office."), field="place")
    street = found.street_id if found else (place.street.pk if place.street else None)
    if street is None and place.community is not None:
        street = place.community.street_id
    return {
        "lon": place.lon, "lat": place.lat, "address": place.address, "place_source": place.source,
        "place_verified": place.verified,
        "cell_id": found.cell_id if found else None,
        "community_id": found.community_id if found else (place.community.pk if place.community else None),
        "street_id": street,
    }  # fmt: skip
