"""One ticket: the facts and the caller's words, what happened, the units and their clocks, and the moves of this reader."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dispatch import converters, timeline
from dispatch.clocks import strip
from dispatch.models import Ticket
from dispatch.views.board import working_queue
from dispatch.views.doors import offered
from dispatch.views.moves import about, form_for
from units import known

__all__ = ["converters", "urls"]
_SHOWN = ("item__major", "first_item", "rule__lead", "street", "cell__collector", "community", "opened_by")


@never_cache
@require_safe
def ticket(request, number):
    """The whole page, or with `?fragments` the parts that the line keeps fresh."""
    user = request.user
    found = get_object_or_404(Ticket.objects.visible_to(user), number=number)
    if user.kind == "unit" and (part := _own_part(user, found)):
        return redirect("dispatch:part", part.pk)
    known.attach([found], *_SHOWN)
    context = _context(user, found)
    if "fragments" in request.GET:
        return render(request, "dispatch/_fragments.html", context)
    if context["moves"]:
        verb = context["moves"][0]["verb"]
        context |= {"form": form_for(verb, found), **about(verb, found)}
    response = render(request, "dispatch/ticket.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _context(user, found):
    parts, clocks = _parts_and_clocks(found)
    entries = timeline.of(found, user, clocks, parts)
    return {
        "ticket": found,
        "parties": list(found.parties.all()),
        "may_reveal": user.has_perm("dispatch.reveal_phone"),
        "photos": timeline.with_photos(entries, found.photos.all()),
        "entries": entries,
        "strip": strip(clocks),
        "parts": sorted(parts, key=lambda part: (not part.is_open, not part.is_lead, -part.pk)),
        "moves": offered(user, found),
        "has_queue": working_queue(user) is not None,
    }


def _parts_and_clocks(found):
    """Each unit's part with the clock that matters now, and all clocks with the part that they time."""
    parts = {part.pk: part for part in found.assignments.all()}
    clocks = list(found.clocks.all())
    known.attach(parts.values(), "unit", "handler")
    known.attach(clocks, "stopped_by")
    for clock in clocks:
        clock.assignment = parts.get(clock.assignment_id)
    for part in parts.values():
        running = [clock for clock in clocks if clock.assignment is part and clock.is_running]
        part.clock = min(running, key=lambda clock: clock.due_at, default=None)
    return list(parts.values()), clocks


def _own_part(user, found):
    return found.assignments.filter(unit__in=user.unit_ids()).order_by("-pk").first()


urls = [path("tickets/<number:number>/", ticket, name="ticket")]
