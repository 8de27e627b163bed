"""Whose phrases a person reads and keeps, and a template filled in from the record that is open."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from dispatch.models import Phrase
from dispatch.services.phrases import may_keep
from units import known
from units.models import Unit

_PLACES = re.compile(r"\{(place|item|unit|number)\}")


@dataclass
class Shelf:
    """The phrases of one owner, as the page shows them. `code` is "mine", "centre" or "unit:<id>"."""

    code: str
    label: str
    may: bool
    owner: object = None
    unit: Unit | None = None
    phrases: list = field(default_factory=list)


def shelves(user):
    """Those whose phrases this person sees, filled; one query, names from memory."""
    found = []
    if user.kind == "hall":
        found = [Shelf("mine", _("Mine"), True, owner=user), Shelf("centre", _("The centre's"), _may(user, None))]
    elif user.kind == "unit":
        units = known.of(Unit, user.unit_ids()).values()
        found = [Shelf(f"unit:{unit.pk}", unit.label, _may(user, unit.pk), unit=unit) for unit in units]
    by_owner = {(shelf.owner and shelf.owner.pk, shelf.unit and shelf.unit.pk): shelf for shelf in found}
    for phrase in Phrase.objects.visible_to(user).standing():
        if shelf := by_owner.get((phrase.owner_id, phrase.unit_id)):
            shelf.phrases.append(phrase)
    return found


def _may(user, unit_id):
    return may_keep(user, owner_id=None, unit_id=unit_id)


def filled(words, facts):
    """A template with what is known put in; what is not known stays in its braces, for the hand to fill."""
    return _PLACES.sub(lambda found: facts.get(found[1]) or found[0], words)


def facts_of(ticket, unit=None):
    """What a template may say of a ticket; `unit` is the one that speaks, else the lead."""
    known.attach([ticket], "item", "street")
    if unit is None:
        lead = ticket.assignments.filter(part="lead").order_by("-pk").first()
        known.attach([lead], "unit")
        unit = lead and lead.unit
    place = ticket.address or (ticket.street.label if ticket.street_id else "")
    return {"place": place, "item": ticket.item.label, "number": ticket.number, "unit": unit.label if unit else ""}
