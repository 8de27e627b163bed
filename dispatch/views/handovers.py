"""The shift ledger: the history of hand-overs, a draft at a key, and its two signatures."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dispatch import handovers as reading
from dispatch import services
from dispatch.forms.handovers import HandoverForm, TakeForm
from dispatch.models import Handover
from units import conflict, known, receipts
from units.refusals import Stale

PAGE = 30
_BIGGEST = 2**63 - 1
_PEOPLE = ("drafted_by", "written_by", "given_by", "taken_by")
_LONG = ("lines", "sections", "remarks")


@never_cache
@require_safe
def handovers(request):
    """All ledgers, the newest first; on top the one that still waits."""
    rows = _ledgers(request).defer(*_LONG).order_by("-pk")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and int(before[:19]) <= _BIGGEST:
        rows = rows.filter(pk__lt=int(before[:19]))
    found = list(rows[: PAGE + 1])
    known.attach(found, *_PEOPLE)
    waiting = next((each for each in found if not each.is_taken), None)
    context = {
        "handovers": found[:PAGE],
        "waiting": waiting,
        "next": found[PAGE - 1].pk if len(found) > PAGE else "",
        "before": before,
    }
    return render(request, "dispatch/handovers.html", context)


@never_cache
@require_POST
def draft_handover(request):
    _ledgers(request)

    def act(_cleaned):
        found = services.draft_handover(by=request.user)
        if found.drafted_by_id != request.user.pk:
            words = _("%(by)s has drafted the ledger of this change of shift already: this is it.")
            messages.info(request, words % {"by": found.drafted_by.label})
        return reverse("dispatch:handover", args=[found.pk])

    place = receipts.submit(request, forms.Form(request.POST), act)
    return redirect(place or "dispatch:handovers")


@never_cache
@require_safe
def handover(request, pk):
    return _page(request, _ledger(request, pk))


def _writing(verb, done):
    """POST of the draft's form: written, drawn anew, or signed by who goes, whichever button was pressed."""

    @never_cache
    @require_POST
    def view(request, pk):
        ledger = _ledger(request, pk)
        form = HandoverForm(ledger, request.POST)

        def act(_cleaned):
            getattr(services, verb)(ledger, by=request.user, **form.facts())
            messages.success(request, done)
            return reverse("dispatch:handover", args=[ledger.pk])

        try:
            place = receipts.submit(request, form, act)
        except Stale as stale:
            return _again(request, ledger, stale)
        return redirect(place) if place else _page(request, ledger, form, status=422)

    view.__name__ = verb
    return view


@never_cache
@require_POST
def take_handover(request, pk):
    ledger = _ledger(request, pk)
    form = TakeForm(request.POST)

    def act(cleaned):
        services.take_handover(ledger, by=request.user, **cleaned)
        messages.success(request, _("Signed by both. The shift is yours."))
        return reverse("dispatch:handover", args=[ledger.pk])

    place = receipts.submit(request, form, act)
    return redirect(place) if place else _page(request, ledger, form, status=422)


def _again(request, ledger, stale):
    """Somebody was quicker: the same words in a form of the present version, unless it is signed by now."""
    ledger.refresh_from_db()
    if ledger.is_given:
        raise stale
    kept, taken = conflict.meet(HandoverForm(ledger), request.POST)
    kept["version"] = ledger.version
    changed = {"": (stale.facts["by"], stale.facts["at"])}
    form = HandoverForm(ledger, kept, changed=changed, taken=taken)
    return _page(request, ledger, form, status=409, refusal=stale)


def _remark(form, key):
    """The field of a remark, unless both changed it: then it is a choice at the top of the form."""
    return None if f"remark_{key}" in form.asked else form.remark(key)


def _page(request, ledger, form=None, status=200, refusal=None):
    known.attach([ledger], *_PEOPLE)
    may_take = ledger.is_given and not ledger.is_taken and ledger.given_by_id != request.user.pk
    if form is None and not ledger.is_given:
        form = HandoverForm(ledger)
    elif form is None and may_take:
        form = TakeForm()
    groups = reading.groups(ledger)
    for _code, _label, lines in groups if isinstance(form, HandoverForm) else ():
        for line in lines:
            line.field = _remark(form, line.key)
    sections = reading.sections(ledger)
    for _code, _label, rows in sections if isinstance(form, HandoverForm) else ():
        for row in rows:
            row["field"] = _remark(form, row["key"])
    context = {
        "ledger": ledger,
        "groups": groups,
        "sections": sections,
        "figures": [
            *((code, label, ledger.figures.get(code, 0)) for code, label in reading.FIGURES.items()),
            *reading.section_figures(ledger),
        ],
        "form": form,
        "may_take": may_take,
        "intact": services.intact(ledger),
        "refusal": refusal,
        "most": reading.MOST,
    }
    return render(request, "dispatch/handover.html", context, status=status)


def _ledgers(request):
    if not request.user.has_perm("dispatch.hand_over"):
        raise PermissionDenied(_("The ledger belongs to the shift leaders."))
    return Handover.objects.visible_to(request.user)


def _ledger(request, pk):
    ledgers = _ledgers(request)
    if pk > _BIGGEST:
        raise Http404
    return get_object_or_404(ledgers, pk=pk)


urls = [
    path("handovers/", handovers, name="handovers"),
    path("handovers/draft/", draft_handover, name="draft_handover"),
    path("handovers/<int:pk>/", handover, name="handover"),
    path(
        "handovers/<int:pk>/write/",
        _writing("write_handover", gettext_lazy("Kept.")),
        name="write_handover",
    ),
    path(
        "handovers/<int:pk>/redraw/",
        _writing("redraw_handover", gettext_lazy("Drawn anew; what was written stays.")),
        name="redraw_handover",
    ),
    path(
        "handovers/<int:pk>/give/",
        _writing("give_handover", gettext_lazy("Signed. Whoever comes signs next, from his own seat.")),
        name="give_handover",
    ),
    path("handovers/<int:pk>/take/", take_handover, name="take_handover"),
]
