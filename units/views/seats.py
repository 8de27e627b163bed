"""One's own seat: sitting down, the box in the bar with its state, the sign of life, and rests.

The verbs of a rest answer JSON to the box's script: {"place": …}, or 422 with a sentence for each field.
"""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from units import receipts
from units.refusals import Refusal
from units.seats import services
from units.seats.now import Mine

MINUTES = [(n, gettext_lazy("%(n)s min") % {"n": n}) for n in (5, 10, 15, 30, 45)]


class RestForm(forms.Form):
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("How long"), choices=MINUTES, initial=15, coerce=int,
        error_messages={
            "required": gettext_lazy("Choose one."), "invalid_choice": gettext_lazy("Choose from the list."),
        },
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=100,
        error_messages={"required": gettext_lazy("Say why, in a word or two.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "rest-reasons"}),
    )  # fmt: skip


@require_POST
def take_seat(request):
    """POST seat=<code>; an empty code stands up. A taken seat stays with whoever sits on it."""
    code = request.POST.get("seat", "").replace("\x00", "")[:20]
    try:
        services.sit(code, by=request.user) if code else services.stand_up(by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    return redirect("home")


@never_cache
@require_safe
def seat(request):
    """The box in the bar, as a fragment."""
    _hall(request.user)
    return render(request, "units/_seat.html", {"mine": Mine(request.user), "form": RestForm(auto_id="rest_%s")})


@require_POST
def seat_alive(request):
    """A sign of life of a page. The page says it by itself; it is no work of a person."""
    _hall(request.user)
    services.alive(by=request.user)
    return HttpResponse(status=204)


@require_POST
def ask_rest(request):
    return _act(request, RestForm(request.POST), services.ask_rest)


@require_POST
def withdraw_rest(request):
    return _act(request, forms.Form(request.POST), services.withdraw_rest)


@require_POST
def end_rest(request):
    return _act(request, forms.Form(request.POST), services.end_rest)


def _act(request, form, verb):
    _hall(request.user)

    def act(said):
        verb(by=request.user, **said)
        return reverse("seat")

    place = receipts.submit(request, form, act)
    return JsonResponse({"place": place} if place else {"errors": form.errors}, status=200 if place else 422)


def _hall(user):
    if user.kind != "hall":
        raise PermissionDenied(_("Seats are for those who work in the hall."))
