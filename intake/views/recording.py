"""A unit records a matter that came to it directly: the same ticket in the same flow, known to the hall at once."""

import uuid

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dispatch.models import Ticket
from dispatch.models.tickets import Source
from intake import queries, services
from intake.forms import CallForm
from intake.views import drafts
from intake.views.doors import needs
from intake.views.taking import draft_of, key_of, wanted_draft
from units import receipts

LATELY = 10
unit = needs("intake.record_matter")


@never_cache
@unit
@require_http_methods(["GET", "HEAD", "POST"])
def record(request):
    if request.method != "POST":
        draft = wanted_draft(request)
        form = CallForm(initial=draft.fields if draft else None, ending="record", user=request.user)
        return _draw(request, form, key=draft.key if draft else uuid.uuid4(), draft=draft)
    form = CallForm(request.POST, ending="record", user=request.user)

    def act(said):
        ticket = services.record_matter(
            said["contact"], item=said["item"], place=said["where"], by=request.user, danger=said["danger"],
            draft=draft_of(request),
        )  # fmt: skip
        messages.success(request, _("%(number)s recorded. The hall has it.") % {"number": ticket.number})
        return f"{reverse('intake:record')}?fresh=1"

    place = receipts.submit(request, form, act)
    if place is None:
        return _draw(request, form, key=key_of(request) or uuid.uuid4(), draft=draft_of(request), status=422)
    response = HttpResponseRedirect(place)
    response.status_code = 303
    return response


@unit
@require_POST
def save_own_draft(request):
    return drafts.keep(request)


def _draw(request, form, *, key, draft, status=200):
    mine = Ticket.objects.visible_to(request.user).filter(opened_by=request.user, source=Source.UNIT)
    context = {
        "form": form, "key": key, "draft": draft, "mine": mine.select_related("item").order_by("-opened_at")[:LATELY],
        "parked": queries.drafts_of(request.user).exclude(pk=key),
    }  # fmt: skip
    return render(request, "intake/record.html", context, status=status)


urls = [
    path("inbox/new/", record, name="record"),
    path("inbox/new/draft/", save_own_draft, name="save_own_draft"),
]
