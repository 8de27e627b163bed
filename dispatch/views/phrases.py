"""The panel beside a form (phrases, templates, directory), and the page on which phrases are kept."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dispatch import directory, services
from dispatch import phrases as reading
from dispatch.forms.phrases import PhraseForm
from dispatch.models import Phrase, Ticket
from units import conflict, known, receipts
from units.models import Unit
from units.refusals import Stale

_BIGGEST = 2**63 - 1


@never_cache
@require_safe
def side_panel(request):
    """What the panel holds; ?ticket= is the number of the open record, whose facts fill the templates."""
    _refuse_strangers(request.user)
    facts, tabs = _facts(request), {Phrase.Kind.PHRASE: [], Phrase.Kind.TEMPLATE: []}
    for shelf in reading.shelves(request.user):
        for kind, shown in tabs.items():
            found = [phrase for phrase in shelf.phrases if phrase.kind == kind]
            for phrase in found:
                phrase.text = reading.filled(phrase.words, facts) if kind == Phrase.Kind.TEMPLATE else phrase.words
            if found:
                shown.append((shelf.label, found))
    context = {
        "phrases": tabs[Phrase.Kind.PHRASE],
        "templates": tabs[Phrase.Kind.TEMPLATE],
        "directory": directory.entries() if request.user.kind == "hall" else None,
    }
    return render(request, "dispatch/_side_panel.html", context)


def _facts(request):
    """A confidential ticket fills nothing: each look at it is kept, and this would be one that is not."""
    user, number = request.user, request.GET.get("ticket", "")[:20].replace("\x00", "")
    if not number:
        return {}
    ticket = Ticket.objects.visible_to(user).filter(number=number, confidential=False).first()
    if ticket is None:
        return {}
    own = known.of(Unit, user.unit_ids()) if user.kind == "unit" else {}
    return reading.facts_of(ticket, own.get(user.unit_id) or next(iter(own.values()), None))


@never_cache
@require_safe
def phrases(request):
    """All that this person sees, and a form: for a new one, or for ?phrase=."""
    _refuse_strangers(request.user)
    asked = request.GET.get("phrase", "")
    phrase = _own(request, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    return _page(request, phrase=phrase)


@never_cache
@require_POST
def keep_phrase(request):
    _refuse_strangers(request.user)
    shelves = reading.shelves(request.user)
    form = PhraseForm(request.POST, whose=_whose(shelves))

    def act(said):
        code = said.get("whose") or _whose(shelves)[0][0]
        shelf = next(shelf for shelf in shelves if shelf.code == code)
        facts = {name: said[name] for name in ("kind", "words", "sort")}
        services.keep_phrase(**facts, owner=shelf.owner, unit=shelf.unit, by=request.user)
        messages.success(request, _("Kept."))
        return reverse("dispatch:phrases")

    if not _whose(shelves):
        raise PermissionDenied
    place = receipts.submit(request, form, act)
    return redirect(place) if place else _page(request, form=form, status=422)


@never_cache
@require_http_methods(["POST"])
def change_phrase(request, pk):
    phrase = _own(request, pk)
    form = PhraseForm(request.POST, whose=[], phrase=phrase)

    def act(said):
        facts = {name: said[name] for name in ("kind", "words", "sort", "version")}
        services.change_phrase(phrase, **facts, by=request.user)
        messages.success(request, _("Kept."))
        return reverse("dispatch:phrases")

    try:
        place = receipts.submit(request, form, act)
    except Stale as stale:
        return _again(request, phrase, stale)
    return redirect(place) if place else _page(request, form=form, phrase=phrase, status=422)


def _again(request, phrase, stale):
    """Somebody was quicker: what was typed, and where both changed something, the choice."""
    if stale.facts.get("ended"):
        raise stale
    phrase.refresh_from_db()
    kept, taken = conflict.meet(PhraseForm(whose=[], phrase=phrase), request.POST)
    kept["version"] = phrase.version
    changed = {"": (stale.facts["by"], stale.facts["at"])}
    form = PhraseForm(kept, whose=[], phrase=phrase, changed=changed, taken=taken)
    form.add_error(None, _("%(sentence)s What you typed is kept.") % {"sentence": stale.sentence})
    return _page(request, form=form, phrase=phrase, status=409)


@never_cache
@require_POST
def end_phrase(request, pk):
    phrase = _own(request, pk)

    def act(_said):
        services.end_phrase(phrase, by=request.user)
        messages.success(request, _("Taken out of the list."))
        return reverse("dispatch:phrases")

    return redirect(receipts.submit(request, forms.Form(request.POST), act) or "dispatch:phrases")


def _page(request, form=None, phrase=None, status=200):
    shelves = reading.shelves(request.user)
    whose = _whose(shelves)
    if form is None and (whose or phrase):
        form = PhraseForm(whose=whose, phrase=phrase)
    context = {"shelves": shelves, "form": form, "phrase": phrase}
    return render(request, "dispatch/phrases.html", context, status=status)


def _whose(shelves):
    return [(shelf.code, shelf.label) for shelf in shelves if shelf.may]


def _own(request, pk):
    _refuse_strangers(request.user)
    if pk > _BIGGEST:
        raise Http404
    return get_object_or_404(Phrase.objects.visible_to(request.user), pk=pk)


def _refuse_strangers(user):
    if not user.has_perm("dispatch.use_phrases"):
        raise PermissionDenied


urls = [
    path("side/", side_panel, name="side_panel"),
    path("phrases/", phrases, name="phrases"),
    path("phrases/keep/", keep_phrase, name="keep_phrase"),
    path("phrases/<int:pk>/change/", change_phrase, name="change_phrase"),
    path("phrases/<int:pk>/end/", end_phrase, name="end_phrase"),
]
