"""The call-back queue: callers to whom nobody spoke, the most overdue first; and those who could not be reached."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dispatch import paging
from dispatch.models.tickets import masked_phone
from intake import owing, services
from intake.models import Ring
from intake.views import lines
from intake.views.doors import needs
from units import receipts
from units.refusals import BadInput

A_PAGE = 50
take_call = needs("intake.take_call")


class RedialForm(forms.Form):
    """`again`: minutes until the next try; the first of the list where nothing is said."""

    again = forms.TypedChoiceField(
        choices=[(n, n) for n in settings.OWED_AGAIN_MINUTES], coerce=int, required=False,
        empty_value=settings.OWED_AGAIN_MINUTES[0],
    )  # fmt: skip


@take_call
@never_cache
@require_safe
def owed(request):
    """?show=unreached lists those who were given up; ?rows=1 answers the queue alone."""
    if request.GET.get("show") == "unreached":
        return _unreached(request)
    rows = owing.queue(request.user)
    context = {
        "rows": rows[: owing.MOST],
        "more": len(rows) > owing.MOST,
        "most": owing.MOST,
        "again": settings.OWED_AGAIN_MINUTES,
        "tries": settings.OWED_TRIES,
        "minutes": settings.OWED_LIMIT_SECONDS // 60,
    }
    return render(request, "intake/_owed_list.html" if "rows" in request.GET else "intake/owed.html", context)


def _unreached(request):
    found = Ring.objects.visible_to(request.user).exclude(unreached_at=None)
    before = request.GET.get("before", "")
    page, following = paging.newest(owing.with_tries(found), before, A_PAGE, by="unreached_at")
    for ring in page:
        ring.shown_number, ring.kind = masked_phone(ring.number), owing.kind_of(ring)
    context = {"rings": page, "following": following, "first": not before}
    return render(request, "intake/unreached.html", context)


@take_call
@require_POST
def redial(request):
    """POST ring=…, again=minutes: nobody answered."""
    ring, form = lines.ring_of(request), RedialForm(request.POST)

    def act(said):
        done = services.redial(ring, again=said["again"], by=request.user)
        if done.unreached_at:
            messages.warning(request, _("The last try was in vain: the call is kept as not reachable."))
        else:
            messages.success(request, _("Noted: nobody answered. The call stays in the list."))
        return reverse("intake:owed")

    place = receipts.submit(request, form, act)
    if place is None:
        raise BadInput(next(iter(form.errors.values()))[0])
    return redirect(place)


urls = [
    path("calls/owed/", owed, name="owed"),
    path("calls/owed/redial/", redial, name="redial"),
]
