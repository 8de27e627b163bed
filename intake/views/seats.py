"""The shift leader's page of all seats: who sits there and how, rests that wait for an answer, records to take over."""

import uuid

from django import forms
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from intake import seats as listed
from intake import services
from intake.views.doors import needs
from units import receipts
from units.models import Rest
from units.refusals import wants_json
from units.seats import services as seating

leads = needs("units.lead_seats")


class DeclineForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Why not now"), max_length=100,
        error_messages={"required": gettext_lazy("Say why not, in a word or two.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "decline-reasons"}),
    )  # fmt: skip


@leads
@never_cache
@require_safe
def seats(request):
    """The page, or with `rows` its table alone."""
    found = listed.rows(request.user)
    context = {
        "rows": found,
        "states": listed.counted(found),
        "decline": DeclineForm(auto_id="decline_%s"),
    }
    return render(request, "intake/_seats.html" if "rows" in request.GET else "intake/seats.html", context)


@leads
@require_POST
def approve_rest(request):
    rest = _rest(request)
    return _act(request, forms.Form(request.POST), lambda said: seating.approve_rest(rest, by=request.user))


@leads
@require_POST
def decline_rest(request):
    rest = _rest(request)
    return _act(request, DeclineForm(request.POST), lambda said: seating.decline_rest(rest, by=request.user, **said))


@leads
@require_POST
def take_over(request):
    """The record opens in the leader's own form."""
    key, former = _uuid(request.POST.get("draft", "")), _number(request.POST.get("former", ""))
    place = f"{reverse('intake:take')}?draft={key}"
    return _act(
        request, forms.Form(request.POST), lambda said: services.take_over(key, former=former, by=request.user), place
    )


def _act(request, form, verb, place=""):
    """JSON to the page's script: {"place": …}, or 422 with a sentence for each field; without it, a redirect."""

    def act(said):
        verb(said)
        return place or reverse("intake:seats")

    done = receipts.submit(request, form, act)
    if not wants_json(request):
        return redirect(done or "intake:seats")
    return JsonResponse({"place": done} if done else {"errors": form.errors}, status=200 if done else 422)


def _rest(request):
    return get_object_or_404(Rest, pk=_number(request.POST.get("rest", "")))


def _number(given):
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0


def _uuid(text):
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None


urls = [
    path("seats/", seats, name="seats"),
    path("seats/rest/approve/", approve_rest, name="approve_rest"),
    path("seats/rest/decline/", decline_rest, name="decline_rest"),
    path("seats/take-over/", take_over, name="take_over"),
]
