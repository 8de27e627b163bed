"""The verbs of a unit's part. URL name = verb = service; the page that draws their forms is in portal.py."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dispatch import services
from dispatch.models import Assignment
from dispatch.views.portal import DONE, FORMS, NAMES, draw, form_for
from dispatch.workflow import MOVES
from units import receipts
from units.refusals import NotAllowed, Stale, WrongStage
from units.templatetags.ui import clock_text


def _door(verb):
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request, pk):
        part = find(request.user, verb, pk)
        place = reverse("dispatch:part", args=[part.pk])
        if request.method != "POST":
            return redirect(f"{place}#{verb}")
        form = form_for(verb, part, request.user, request.POST, request.FILES)

        def act(cleaned):
            _service(request.user, verb, part, form)
            messages.success(request, DONE[verb])
            return place

        try:
            done = receipts.submit(request, form, act, place)
        except (Stale, WrongStage) as refusal:
            return _again(request, verb, part, refusal)
        return redirect(done) if done else draw(request, part, forms={verb: form}, status=422)

    view.__name__ = verb
    return view


def find(user, verb, pk):
    """The part, or 404; and 403 for a role that never works a part."""
    parts = Assignment.objects.visible_to(user).select_related("ticket")
    part = get_object_or_404(parts, pk=pk)
    if not user.has_perm(MOVES[verb].permission) or not services.may(user, verb, part.ticket, part):
        facts = {"verb": MOVES[verb].label}
        raise NotAllowed(_("Your role or your part in this ticket does not allow “%(verb)s”.") % facts)
    return part


def _service(user, verb, part, form):
    """One call of the verb's service, with the form's photos kept first where it takes any."""
    if verb == "note":
        services.note(part.ticket, assignment=part, by=user, **form.facts())
        return
    facts, act = form.facts(), getattr(services, verb)
    version = form.cleaned_data["version"]
    if "photos" not in form.fields:
        act(part, by=user, version=version, **facts)
        return
    with services.received(form.cleaned_data["photos"]) as photos:
        act(part, by=user, version=version, photos=photos, **facts)


def when(refusal):
    """The sentence of a refusal, with the time of the move that was quicker."""
    at = refusal.facts.get("at")
    return f"{refusal.sentence} ({clock_text(at)})" if at else str(refusal.sentence)


def _again(request, verb, part, refusal):
    """Somebody was quicker: the present state, the sentence, and what was typed in a form of the present version."""
    part.refresh_from_db()
    kept = request.POST.copy()
    kept["version"] = part.version
    form = form_for(verb, part, request.user, kept)
    form.full_clean()
    form.errors.clear()
    form.add_error(None, when(refusal))
    return draw(request, part, forms={verb: form}, refusal=refusal, status=409)


urls = [path(f"parts/<int:pk>/{verb}/", _door(verb), name=NAMES.get(verb, verb)) for verb in FORMS]
