"""Who else has a ticket open: a sign of life of a page, answered with the others."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dispatch import converters, presence
from dispatch.models import Ticket
from units.refusals import BadInput

__all__ = ["converters", "urls"]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_here(request, number):
    """POST: this page (`key`) is open, or with `left` no more; GET looks only. Two statements; no receipt, since repeating
    it is what it is for."""
    if request.user.kind == "grid":  # a collector's page is his task
        raise Http404
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user).only("pk").order_by(), number=number)
    if request.method != "POST":
        return _drawn(request, presence.others(ticket, request.user))
    try:
        page = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        raise BadInput(_("The page was not whole. Load it again.")) from None
    if "left" in request.POST:
        presence.left(page, request.user)
        return HttpResponse(status=204)
    return _drawn(request, presence.here(ticket, page, request.user))


def _drawn(request, readers):
    return render(request, "dispatch/_presence_list.html", {"readers": readers})


urls = [path("tickets/<number:number>/open/", open_here, name="open_here")]
