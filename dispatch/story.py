"""A ticket's page, ready-made: words, facts, timeline, clocks and units, drawn once for each head of its chain.

Whatever these pieces show moves with an event, and every event moves the chain's head; so the head is the key, and whoever
opens the ticket next, or fetches it again because it moved, gets the same bytes for one look into the cache. Callers are
masked in them; a number is shown for a reason, elsewhere. A page with a photo that is still being checked is drawn anew
each time: the verdict is no event.
"""

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from dispatch import clocks as strips
from dispatch import timeline
from dispatch.models import Extension, Pause, Photo
from dispatch.services import cautions, emergency
from units import known, scope

KEPT_SECONDS = 60  # how long a renamed unit goes on here, and bars stand still where no script runs
PIECES = ("head", "clocks", "words", "facts", "timeline", "units")


def of(ticket, user, photos, pieces=PIECES):
    """{piece: HTML} for this reader."""
    settled = all(photo.state != Photo.State.QUARANTINED for photo in photos)
    audience = f"{scope.scope_of(user)[0]}{user.has_perm('dispatch.reveal_phone'):d}"
    head = f"{ticket.pk}:{ticket.chain_position}:{timezone.localdate():%m%d}"
    key = f"story:{head}:{audience}:{get_language()}:{','.join(pieces)}"
    drawn = cache.get(key) if settled else None
    if drawn is None:
        drawn = _drawn(ticket, user, photos, pieces)
        if settled:
            cache.set(key, drawn, KEPT_SECONDS)
    return drawn


def _drawn(ticket, user, photos, pieces):
    parts, clocks = parts_and_clocks(ticket)
    entries = timeline.of(ticket, user, clocks, parts)
    others = timeline.with_photos(entries, photos)
    parts.sort(key=lambda part: (not part.is_open, not part.is_lead, -part.pk))
    touched = _touched(ticket, entries)
    for part in parts:
        part.paused_until = touched.paused_until(part.clock) if part.clock else None
    facts = {
        "ticket": ticket, "entries": entries, "parts": parts, "photos": others,
        "strip": strips.strip(clocks, touched, ticket.priority), "stands_until": touched.stands_until,
        "dangers": cautions.standing(ticket), "emergency": emergency.known(ticket),
        "parties": list(ticket.parties.standing()), "may_reveal": user.has_perm("dispatch.reveal_phone"),
    }  # fmt: skip
    return {piece: render_to_string(f"dispatch/_{piece}.html", facts) for piece in pieces}


def _touched(ticket, entries):
    """Asked for where an event tells of it: most tickets know neither pause nor extension."""
    events = [entry.event for entry in entries]
    paused, extended = any("paused" in e.data for e in events), any(e.kind == "grant_extension" for e in events)
    pauses = list(Pause.objects.filter(ticket=ticket)) if paused else []
    extensions = list(ticket.extensions.filter(state=Extension.State.GRANTED)) if extended else []
    known.attach(pauses, "by")
    known.attach(extensions, "answered_by")
    return strips.Touched(pauses, extensions)


def parts_and_clocks(ticket):
    """Each unit's part with the clock that matters now, and all clocks with the part that they time."""
    parts = {part.pk: part for part in ticket.assignments.order_by("-part", "pk")}
    clocks = list(ticket.clocks.all())
    known.attach(parts.values(), "unit", "handler")
    known.attach(clocks, "stopped_by")
    for clock in clocks:
        clock.assignment = parts.get(clock.assignment_id)
    for part in parts.values():
        running = [clock for clock in clocks if clock.assignment is part and clock.is_running]
        part.clock = min(running, key=lambda clock: clock.due_at, default=None)
    return list(parts.values()), clocks
