"""Dialogues by text: who takes one, what is written in it, and the list of those that are open.

A verb answers JSON to the page's script, or a refusal with its sentence; without it, a redirect.
"""

import uuid

from django import forms
from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dispatch.models.tickets import masked_phone
from intake import phrases, services
from intake.models import Dialogue
from intake.texts import MOST, text_of, with_last_words
from intake.views import lines
from intake.views.doors import needs
from units import clock, receipts
from units.refusals import BadInput, wants_json

MOST_MESSAGES = 200  # of one dialogue that are shown, the newest
take_call = needs("intake.take_call")


class AnswerForm(forms.Form):
    words = forms.CharField(label=gettext_lazy("Answer"), max_length=300)
    read_to = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


@take_call
@never_cache
@require_safe
def dialogues(request):
    """Those that are open, first things first."""
    now = clock.now()
    found = with_last_words(Dialogue.objects.visible_to(request.user).open())
    found = list(found.select_related("holder").first_things_first()[: MOST + 1])
    texts = [text_of(dialogue, now) for dialogue in found[:MOST]]
    context = {"texts": texts, "more": len(found) > MOST, "most": MOST}
    return render(request, "intake/dialogues.html", context)


@take_call
@never_cache
@require_safe
def dialogue(request):
    """?dialogue= names one: to read, and to go on with where one holds it. Not saved yet, it is one's call form."""
    found = _asked_for(request, request.GET)
    if found.holder_id == request.user.pk and found.call_id is None:
        return redirect(form_of(found))
    concerns = found.call.concerns.select_related("ticket__item") if found.call_id else ()
    context = {**around(request, found), "concerns": [concern.ticket for concern in concerns]}
    return render(request, "intake/dialogue.html", context)


@take_call
@never_cache
@require_safe
def conversation(request):
    """What was written, as a fragment."""
    found = _asked_for(request, request.GET)
    return render(request, "intake/_conversation.html", around(request, found))


@take_call
@require_POST
def claim_dialogue(request):
    return _act(request, services.claim_dialogue)


@take_call
@require_POST
def answer_dialogue(request):
    """Answers {"key"}, the key of the next answer, or {"sentence"} of what is wrong with this one."""
    found, form = _asked_for(request, request.POST), AnswerForm(request.POST)

    def act(said):
        services.answer_dialogue(found, words=said["words"], by=request.user, read_to=said["read_to"])
        return form_of(found)

    place = receipts.submit(request, form, act)
    if place is None:
        raise BadInput(next(iter(form.errors.values()))[0])
    return JsonResponse({"key": uuid.uuid4()}) if wants_json(request) else redirect(place)


@take_call
@require_POST
def set_text_only(request):
    """POST on=1 or on=0."""
    on = request.POST.get("on") == "1"
    return _act(request, lambda found, by: services.set_text_only(found, on=on, by=by))


@take_call
@require_POST
def begin_anew(request):
    return _act(request, services.begin_anew)


def form_of(found):
    """Where a dialogue that one holds is worked on: its call form, and once it is saved its own page."""
    if found.call_id:
        return f"{reverse('intake:dialogue')}?dialogue={found.pk}"
    return f"{reverse('intake:take')}?draft={found.key}"


def around(request, found):
    """What the pages of a dialogue show. The newest MOST_MESSAGES, in their order."""
    said = list(found.messages.select_related("by").order_by("-at", "-pk")[:MOST_MESSAGES])[::-1]
    with override(settings.LANGUAGE_CODE):  # what is sent to callers is in the district's language
        short = [str(phrase) for phrase in phrases.PHRASES]
    return {
        "dialogue": found, "said": said, "phrases": short, "mine": found.holder_id == request.user.pk,
        "read_to": max((message.pk for message in said), default=None),  # a text may arrive after the answer that it crossed
        "shown_number": masked_phone(found.number), "text": text_of(found, clock.now()),
    }  # fmt: skip


def _asked_for(request, given):
    value = given.get("dialogue", "")
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0
    return get_object_or_404(Dialogue.objects.visible_to(request.user).select_related("holder", "call"), pk=number)


def _act(request, verb):
    found = _asked_for(request, request.POST)

    def act(_said):
        return form_of(verb(found, by=request.user))

    form = forms.Form(request.POST)
    place = receipts.submit(request, form, act)
    if place is None:
        raise BadInput(form.non_field_errors()[0])
    return lines.answer(request, place)


urls = [
    path("calls/texts/", dialogues, name="dialogues"),
    path("calls/texts/dialogue/", dialogue, name="dialogue"),
    path("calls/texts/conversation/", conversation, name="conversation"),
    path("calls/texts/claim/", claim_dialogue, name="claim_dialogue"),
    path("calls/texts/answer/", answer_dialogue, name="answer_dialogue"),
    path("calls/texts/only/", set_text_only, name="set_text_only"),
    path("calls/texts/anew/", begin_anew, name="begin_anew"),
]
