"""One ticket: the facts and the caller's words, what happened, the units and their clocks, and the moves of this reader."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dispatch import converters, kin, services, story
from dispatch.models import Ticket
from dispatch.views.board import working_queue
from dispatch.views.doors import DOORS, offered, open_to
from dispatch.views.groups import OF_TICKET, grouped
from dispatch.views.moves import about, form_for
from units import known

__all__ = ["converters", "urls"]
_SHOWN = ("item__major", "first_item", "rule__lead", "street", "cell__collector", "community", "opened_by")


@never_cache
@require_safe
def ticket(request, number):
    """The whole page, or with `?fragments` the parts that the line keeps fresh."""
    user = request.user
    found = get_object_or_404(Ticket.objects.visible_to(user).with_company(), number=number)
    if user.kind == "unit" and (part := _own_part(user, found)):
        return redirect("dispatch:part", part.pk)
    if found.confidential and "fragments" not in request.GET:
        found = services.view(found, by=user)
    known.attach([found], *_SHOWN)
    context = _context(user, found)
    if "fragments" in request.GET:
        return render(request, "dispatch/_fragments.html", context)
    if context["verbs"]:
        context |= _standing_open(user, context["verbs"].split()[0], found)
    response = render(request, "dispatch/ticket.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _context(user, found):
    photos = list(found.photos.all()) if found.has_photos else []
    moves = SimpleLazyObject(lambda: offered(user, found))  # the page keeps what is drawn from them
    return {
        "ticket": found,
        "story": story.of(found, user, photos),
        "kin": kin.of(found, user),
        **_place(found),
        "moves": moves,
        "move_groups": SimpleLazyObject(lambda: grouped(moves, OF_TICKET)),
        "verbs": " ".join(open_to(user, found)),
        "has_queue": working_queue(user) is not None,
    }


def _place(found):
    """Where it was held to be, for the list and the line on the map; the page keeps what is drawn from them."""
    changes = SimpleLazyObject(lambda: services.place_history(found))
    return {"place_history": changes, "place_path": lambda: services.place_path(changes)}


def _standing_open(user, verb, found):
    """The first move's form. What a unit said of other tickets may be hidden meanwhile: after a return it is drawn anew."""
    return {
        "form": SimpleLazyObject(lambda: form_for(user, verb, found)),
        "keeps_form": DOORS[verb].steady and not found.returns,
        **about(verb, found, user),
    }


def _own_part(user, found):
    return found.assignments.filter(unit__in=user.unit_ids()).order_by("-pk").first()


urls = [path("tickets/<number:number>/", ticket, name="ticket")]
