"""The list of missed calls: the oldest first, each with what was tried."""

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dispatch.models.tickets import masked_phone
from intake import services
from intake.models import Redial, Ring
from intake.views import lines
from intake.views.doors import needs
from units import receipts

A_PAGE = 50
take_call = needs("intake.take_call")


@take_call
@never_cache
@require_safe
def missed(request):
    found = Ring.objects.visible_to(request.user).missed().select_related("hotline")
    tries = Prefetch("redials", Redial.objects.select_related("by").order_by("-at"))
    rings = list(found.prefetch_related(tries)[: A_PAGE + 1])
    for ring in rings:
        ring.shown_number = masked_phone(ring.number)
    context = {"rings": rings[:A_PAGE], "more": len(rings) > A_PAGE, "most": A_PAGE}
    return render(request, "intake/missed.html", context)


@take_call
@require_POST
def redial(request):
    ring = lines.ring_of(request)

    def act(_said):
        services.redial(ring, by=request.user)
        messages.success(request, _("Noted: nobody answered. The call stays in the list."))
        return reverse("intake:missed")

    return redirect(receipts.submit(request, forms.Form(request.POST), act))


urls = [
    path("calls/missed/", missed, name="missed"),
    path("calls/missed/redial/", redial, name="redial"),
]
