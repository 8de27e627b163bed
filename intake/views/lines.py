"""The strip under the bar: what rings, who has which call, and the verbs of a call on the telephone.

A verb answers JSON to the strip's script ({"place": …}, or a refusal with its sentence); without it, a redirect.
"""

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from intake import services
from intake.lines import Lines
from intake.models import Ring
from intake.services import dialogues
from intake.texts import Texts
from intake.views.doors import needs
from units import receipts
from units.login import presence
from units.refusals import BadInput, wants_json

take_call = needs("intake.take_call")
presence.open_while_locked("intake:alive")


@take_call
@never_cache
@require_safe
def lines(request):
    """The strip's inside, as a fragment."""
    user = request.user
    texts = Texts(user)
    context = {"lines": Lines(user, texts), "texts": texts, "leads": user.has_perm("dispatch.supervise_unit")}
    return render(request, "intake/_lines.html", context)


@take_call
@require_POST
def claim(request):
    """Leads to the call's form; back=owed stays in the call-back queue, danger=1 opens the form with it marked."""
    return _act(request, services.claim)


@take_call
@require_POST
def ask_over(request):
    return _act(request, services.ask_over)


@take_call
@require_POST
def give(request):
    return _act(request, services.give)


@take_call
@require_POST
def keep(request):
    return _act(request, services.keep)


@take_call
@require_POST
def alive(request):
    """A sign of life of a browser whose person holds a call or a dialogue. The page says it by itself: no work of a person.

    A locked screen goes on saying it: what is typed stands beneath, so nobody takes the call at once as from a dead seat.
    Whoever asks for it gets it after the time of grace, since nobody is there to keep it.
    """
    services.seen(by=request.user)
    dialogues.seen(by=request.user)
    return HttpResponse(status=204)


def form_of(ring, danger=False):
    """Where a ring that one holds is typed."""
    return f"{reverse('intake:take')}?draft={ring.key}{'&danger=1' if danger else ''}"


def ring_of(request):
    given = request.POST.get("ring", "")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
    return get_object_or_404(Ring.objects.visible_to(request.user), pk=number)


def answer(request, place):
    return JsonResponse({"place": place}) if wants_json(request) else redirect(place)


def _act(request, verb):
    ring = ring_of(request)

    def act(_said):
        done = verb(ring, by=request.user)
        if request.POST.get("back") == "owed":
            return reverse("intake:owed")
        mine = done.holder_id == request.user.pk
        return form_of(done, danger="danger" in request.POST) if mine else reverse("intake:take")

    form = forms.Form(request.POST)
    place = receipts.submit(request, form, act)
    if place is None:
        raise BadInput(form.non_field_errors()[0])
    return answer(request, place)


urls = [
    path("calls/lines/", lines, name="lines"),
    path("calls/lines/claim/", claim, name="claim"),
    path("calls/lines/ask/", ask_over, name="ask_over"),
    path("calls/lines/give/", give, name="give"),
    path("calls/lines/keep/", keep, name="keep"),
    path("calls/lines/alive/", alive, name="alive"),
]
