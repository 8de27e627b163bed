"""Repeat tickets: one party, one matter, for the third time within a month or more. The shift leader looks at each once."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dispatch.models import Ticket
from dispatch.services import repeating
from units import known

MOST = 100


@never_cache
@require_safe
def repeats(request):
    """The newest first; with `?rows` the list alone, as the line fetches it."""
    if not request.user.has_perm("dispatch.review_repeat"):
        raise PermissionDenied
    waiting = repeating.to_review(Ticket.objects.visible_to(request.user)).order_by("-opened_at")
    found = list(waiting[: MOST + 1])
    known.attach(found, "item", "street")
    context = {"tickets": found[:MOST], "full": len(found) > MOST, "most": MOST}
    template = "dispatch/_repeat_list.html" if "rows" in request.GET else "dispatch/repeats.html"
    return render(request, template, context)


urls = [path("repeats/", repeats, name="repeats")]
