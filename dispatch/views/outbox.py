"""The outbox: what leaves the house, how often it was tried, and what was given up. Numbers are masked."""

from contextlib import nullcontext

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dispatch import sms
from dispatch.models import Delivery
from dispatch.outbox import MAX_TRIES
from dispatch.services import texting
from units import receipts, scope

PAGE = 50
_TABS = {"": gettext_lazy("All"), "waiting": Delivery.State.WAITING.label, "dead": Delivery.State.DEAD.label}
_BIGGEST = 2**63 - 1


@never_cache
@require_safe
def outbox(request):
    """Newest first. Whoever may not read tickets sees the state of each message and neither its ticket nor its words."""
    user = _reader(request)
    show = request.GET.get("show", "")
    show = show if show in _TABS else ""
    reads = _reads_tickets(user)
    with _sight(reads):
        found, following = _page(show, request.GET.get("before", ""))
        readers = sms.readers(found)
        counts = {state: Delivery.objects.filter(state=state).count() for state in ("waiting", "dead")}
    for delivery in found:
        delivery.reader, delivery.number = readers.get(delivery.pk, ("", ""))
        delivery.failure = sms.failure(delivery.last_error)
        delivery.number_of_ticket = delivery.ticket.number if reads and delivery.ticket else ""
        text = delivery.payload.get("text", "") if reads else ""
        delivery.text = text.removeprefix(delivery.number_of_ticket)  # the page has the number as a link
    context = {
        "deliveries": found,
        "next": following,
        "before": request.GET.get("before", ""),
        "show": show,
        "tabs": _tabs(counts),
        "most": MAX_TRIES,
        "reads": reads,
        "gateway": settings.SMS_GATEWAY_URL,
    }
    return render(request, "dispatch/_outbox_list.html" if "rows" in request.GET else "dispatch/outbox.html", context)


@never_cache
@require_POST
def resend(request, pk):
    """Try again now what was given up or still waits."""
    user = _reader(request)

    def act(_cleaned):
        with _sight(_reads_tickets(user)):
            if not Delivery.objects.filter(pk=pk).exists():
                raise Http404
            texting.resend(pk, by=user)
        messages.success(request, _("It is sent again within seconds."))
        return reverse("dispatch:outbox")

    place = receipts.submit(request, forms.Form(request.POST), act)
    return redirect(place or "dispatch:outbox")


def _reader(request):
    if not request.user.has_perm("dispatch.view_outbox"):
        raise PermissionDenied
    return request.user


def _reads_tickets(user):
    return user.has_perm("dispatch.view_confidential")


def _sight(reads):
    """An administrator's own scope holds no tickets, and so none of their messages: the view leaves out what is theirs."""
    return nullcontext() if reads else scope.system()


def _tabs(counts):
    return [
        {"name": name, "label": label, "n": counts.get(name), "hot": name == "dead" and counts["dead"]}
        for name, label in _TABS.items()
    ]


def _page(show, before):
    rows = Delivery.objects.select_related("ticket").order_by("-pk")
    if show:
        rows = rows.filter(state=show)
    if before.isascii() and before.isdigit() and int(before[:19]) <= _BIGGEST:
        rows = rows.filter(pk__lt=int(before[:19]))
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else ""


urls = [
    path("outbox/", outbox, name="outbox"),
    path("outbox/<int:pk>/resend/", resend, name="resend"),
]
