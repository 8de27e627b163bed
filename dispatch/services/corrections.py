"""What is found to be otherwise than it was taken down: words and place (correct), and the item (classify)."""

import json

from django.utils.translation import gettext as _

from dispatch.models import Note, PlaceChange
from dispatch.services import asked, cautions
from dispatch.services.gate import moving
from dispatch.services.opening import resolved
from units import clock, distances
from units.refusals import BadInput

_PLACE = ("lon", "lat", "address", "cell_id", "community_id", "street_id")


def correct(ticket, *, words, place, text, by, version=None):
    """The caller was asked again: words and place as they are now known. What stood there before is kept beside it."""
    with moving(ticket, "correct", by=by, version=version) as step:
        ticket, now_known = step.ticket, resolved(place)
        moved = any(getattr(ticket, name) != now_known[name] for name in _PLACE)
        verdict = ticket.place_verified != place.verified
        if words == ticket.words and not moved and not verdict:
            raise BadInput(
                _("Nothing is changed. Correct the words or the place, or leave a note instead."), field="words"
            )
        if words != ticket.words:
            step.data["words_before"] = _kept(step, ticket.words)
            ticket.words = words
        if moved or verdict:
            if place.lon is not None and (ticket.lon, ticket.lat) == (place.lon, place.lat):
                now_known["place_source"] = ticket.place_source  # the point is the one that was given before
            change = _changed(step, now_known)
            if ticket.cell_id != now_known["cell_id"]:
                asked.drop_check_before(step)
            step.data |= {"place_change": change.pk, "cell": now_known["cell_id"], "verified": place.verified}
            if moved:
                step.data["place_before"] = _kept(step, _place_in_words(ticket))
            for name, value in now_known.items():
                setattr(ticket, name, value)
            if change.metres != 0:
                cautions.moved(ticket, at=step.now)
        step.note(text)
    return step.ticket


def classify(ticket, *, item, text, by, version=None):
    """Another item fits better. The first one is kept for ever; the rule is the one that held when the ticket was opened.

    Clocks that run keep their limits: they are promises that were made. A priority that was raised is not lowered.
    """
    with moving(ticket, "classify", by=by, version=version) as step:
        ticket = step.ticket
        if item.pk == ticket.item_id:
            raise BadInput(_("The ticket has this item already."), field="item")
        rule = item.rule_on(clock.local_day(ticket.opened_at)) or item.rule_on(clock.local_day(step.now))
        if rule is None:
            raise BadInput(_("The duty list has no rule for this item today. Choose another item."), field="item")
        raised = ticket.priority < ticket.rule.priority
        step.data |= {"item_before": ticket.item_id, "item": item.pk, "priority_before": ticket.priority}
        ticket.item, ticket.rule = item, rule
        ticket.priority = min(ticket.priority, rule.priority) if raised else rule.priority
        step.data["priority"] = ticket.priority
        ticket.rulings.waiting().update(item=item)
        step.note(text)
    return step.ticket


def last_corrections(ticket):
    """{"words": (who, when), "address": …, "street": …, "point": …} of what was corrected, by the newest correction of each."""
    found = {}
    for event in ticket.events.filter(kind="correct").select_related("by").order_by("pk"):
        for name in ("words",) if "words_before" in event.data else ():
            found[name] = event.by, event.at
        for name in ("verified",) if "verified" in event.data else ():
            found[name] = event.by, event.at
        for name in ("address", "street", "point") if "place_before" in event.data else ():
            found[name] = event.by, event.at
    return found


def _changed(step, now_known):
    """From where to where, as a row of its own: the event holds its id and the history of the place is read from it."""
    ticket, now = step.ticket, now_known
    return PlaceChange.objects.create(
        ticket=ticket, at=step.now, by=step.by, lon_before=ticket.lon, lat_before=ticket.lat,
        address_before=ticket.address, source_before=ticket.place_source, verified_before=ticket.place_verified,
        lon=now["lon"], lat=now["lat"], address=now["address"], source=now["place_source"], verified=now["place_verified"],
        metres=distances.metres(ticket.lon, ticket.lat, now["lon"], now["lat"]),
    )  # fmt: skip


def place_history(ticket):
    """Every correction of the ticket's place, the newest first."""
    return list(ticket.place_changes.select_related("by").order_by("-at", "-pk")) if ticket.has_place_changes else []


def place_path(changes):
    """The points that a ticket's place had, the oldest first, as JSON: [[lon, lat], …]."""
    path = [(change.lon_before, change.lat_before) for change in reversed(changes)]
    path += [(change.lon, change.lat) for change in changes[:1]]
    return json.dumps([point for point in path if None not in point])


def _kept(step, text):
    """Former words stay as a row of their own; the event holds its id."""
    return (
        Note.objects.create(ticket=step.ticket, verb=step.verb, text=text, at=step.now, by=step.by).pk if text else None
    )


def _place_in_words(ticket):
    point = f"({ticket.lon:.5f}, {ticket.lat:.5f})" if ticket.lon is not None else ""
    street = ticket.street.name if ticket.street_id else ""
    return " ".join(part for part in (street, ticket.address, point) if part)
