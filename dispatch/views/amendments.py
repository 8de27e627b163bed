"""Proposals for the duty list, and the lessons that they come from: tickets for which no item fitted."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dispatch import converters, lessons, services
from dispatch.forms.amendments import AcceptForm, DeclineForm, ProposeForm
from dispatch.forms.ruling import tomorrow
from dispatch.models import Amendment, Rule, Ticket
from units import known, receipts
from units.models import Unit
from units.refusals import BadInput

__all__ = ["converters", "urls"]
MOST = 100
ANSWERED = 20
_BIGGEST = 2**63 - 1


@never_cache
@require_safe
def amendments(request):
    """What waits, the oldest first, each beside what the list says now; below, what was answered."""
    _refuse_others(request.user, "units.manage_registry")
    return _page(request)


def _page(request, sent=None, status=200):
    """`sent` is (amendment's id, verb, form, refusal) of a form that comes back."""
    related = ("item", "lead", "by", "answered_by", "rule")
    waiting = list(Amendment.objects.filter(state="proposed").select_related(*related).order_by("at", "pk")[:MOST])
    answered = list(Amendment.objects.exclude(state="proposed").select_related(*related).order_by("-pk")[:ANSWERED])
    units = known.of(Unit, {pk for each in [*waiting, *answered] for pk in each.assists})
    for each in [*waiting, *answered]:
        each.assisting = [units[pk] for pk in each.assists if pk in units]
    rules = list(Rule.objects.filter(item__in={each.item_id for each in waiting}).order_by("valid_from"))
    known.attach(rules, "lead")
    for each in waiting:
        held = [rule for rule in rules if rule.item_id == each.item_id and rule.valid_from <= each.valid_from]
        each.before = held[-1] if held else None
        each.forms = {"accept": _form(AcceptForm, each), "decline": _form(DeclineForm, each)}
        if sent and sent[0] == each.pk:
            each.forms[sent[1]] = sent[2]
    context = {"waiting": waiting, "answered": answered}
    return render(request, "dispatch/amendments.html", context, status=status)


def _form(kind, amendment, data=None):
    name = "accept" if kind is AcceptForm else "decline"
    return kind(amendment, data, auto_id=f"id_{name}_{amendment.pk}_%s")


def _answer(verb, kind, done):
    @never_cache
    @require_POST
    def view(request, pk):
        _refuse_others(request.user, "units.manage_registry")
        if pk > _BIGGEST:
            raise Http404
        amendment = get_object_or_404(Amendment, pk=pk)
        form = _form(kind, amendment, request.POST)

        def act(cleaned):
            getattr(services, verb)(amendment, by=request.user, **cleaned)
            messages.success(request, done)
            return reverse("dispatch:amendments")

        place = receipts.submit(request, form, act)
        return redirect(place) if place else _page(request, (pk, verb.partition("_")[0], form), status=422)

    view.__name__ = verb
    return view


@never_cache
@require_safe
def lessons_learnt(request):
    """Tickets of the last months that were opened under "no item fits", and what they became."""
    _refuse_others(request.user, "dispatch.propose_amendment")
    found = lessons.of(Ticket.objects.visible_to(request.user))
    return render(request, "dispatch/lessons.html", {"lessons": found, "days": lessons.DAYS})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose_amendment(request, number):
    """One lesson, turned into a dated proposal for the list."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), number=number)
    _refuse_others(request.user, "dispatch.propose_amendment")
    known.attach([ticket], "item", "first_item", "street", "cell")
    form = ProposeForm(request.POST if request.method == "POST" else None, initial=_suggested(ticket))

    def act(cleaned):
        if not ticket.first_item.is_backstop:
            raise BadInput(_("This ticket had an item from the beginning; a ruling or the list itself changes it."))
        services.propose_amendment(by=request.user, **cleaned)
        messages.success(request, _("Proposed. An administrator accepts or declines it."))
        return reverse("dispatch:lessons")

    if request.method == "POST" and (place := receipts.submit(request, form, act)):
        return redirect(place)
    status = 422 if request.method == "POST" else 200
    return render(request, "dispatch/propose_amendment.html", {"ticket": ticket, "form": form}, status=status)


def _suggested(ticket):
    """What the ticket became: its item now, and who led it last."""
    led = ticket.assignments.filter(part="lead").order_by("-pk").values_list("unit", flat=True).first()
    item = "" if ticket.item.is_backstop else ticket.item.code
    return {"item": item, "lead": led, "valid_from": tomorrow()}


def _refuse_others(user, permission):
    if not user.has_perm(permission):
        raise PermissionDenied


urls = [
    path("registry/amendments/", amendments, name="amendments"),
    path(
        "registry/amendments/<int:pk>/accept/",
        _answer("accept_amendment", AcceptForm, gettext_lazy("Accepted: the list changes on that day.")),
        name="accept_amendment",
    ),
    path(
        "registry/amendments/<int:pk>/decline/",
        _answer("decline_amendment", DeclineForm, gettext_lazy("Declined; the reason stays.")),
        name="decline_amendment",
    ),
    path("lessons/", lessons_learnt, name="lessons"),
    path("lessons/<number:number>/propose/", propose_amendment, name="propose_amendment"),
]
