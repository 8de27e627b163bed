"""Pages of moving back: disputes that wait for the arbiter, how such matters were ruled, and facts that a unit asks for."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dispatch import disputes as reading
from dispatch import queries
from dispatch.forms.filters import PrecedentFilter
from dispatch.models import Return, Ruling, Ticket
from dispatch.workflow import MOVES, Stage
from units import known

MOST = 100
PAGE = 30
LATELY = 6


def _of_the_centre(request):
    if not request.user.has_perm("dispatch.view_all_tickets"):
        raise PermissionDenied(_("The board belongs to the centre. Your tickets are in your inbox."))
    return Ticket.objects.visible_to(request.user)


@never_cache
@require_safe
def disputes(request):
    """Tickets that were returned twice, what is due first on top; below, the latest rulings."""
    tickets = list(_of_the_centre(request).awaiting(Stage.ARBITRATION).order_by("due_at", "pk")[:MOST])
    _with_returns(tickets)
    context = {"tickets": tickets, "may_rule": request.user.has_perm(MOVES["rule"].permission)}
    if "rows" in request.GET:
        return render(request, "dispatch/_disputes_list.html", context)
    lately = Ruling.objects.visible_to(request.user).decided().select_related("ticket").order_by("-pk")
    context["lately"] = reading.named(lately[:LATELY])
    return render(request, "dispatch/disputes.html", context)


@never_cache
@require_safe
def facts_wanted(request):
    """Tickets that came back because too little is known: the call taker asks the caller and corrects them."""
    tickets = _of_the_centre(request)
    if not request.user.has_perm(MOVES["correct"].permission):
        raise PermissionDenied
    tickets = list(queries.facts_wanted(tickets).order_by("due_at", "pk")[:MOST])
    _with_returns(tickets)
    template = "dispatch/_facts_wanted_list.html" if "rows" in request.GET else "dispatch/facts_wanted.html"
    return render(request, template, {"tickets": tickets})


@never_cache
@require_safe
def precedents(request):
    """All rulings, the newest first, or those of one item."""
    _of_the_centre(request)
    form = PrecedentFilter(request.GET)
    kept = form.kept()
    rulings = Ruling.objects.visible_to(request.user).decided().select_related("ticket").order_by("-pk")
    if item := kept.get("item"):
        rulings = rulings.filter(item=item.pk)
    if after := kept.get("after"):
        rulings = rulings.filter(pk__lt=after)
    found = reading.named(rulings[: PAGE + 1])
    more = ({"item": item.code} if item else {}) | {"after": found[PAGE - 1].pk} if len(found) > PAGE else None
    context = {"form": form, "item": item, "rulings": found[:PAGE], "more": more and f"?{urlencode(more)}"}
    return render(request, "dispatch/precedents.html", context)


def _with_returns(tickets):
    """Each ticket's hand-backs, the latest first, with names; two queries for the whole list."""
    known.attach(tickets, "item", "street", "cell")
    backs = Return.objects.filter(ticket__in=tickets).select_related("assignment").order_by("-at")
    by_ticket = {}
    for back in backs:
        by_ticket.setdefault(back.ticket_id, []).append(back)
    every = [back for found in by_ticket.values() for back in found]
    known.attach([back.assignment for back in every], "unit")
    known.attach(every, "by", "suggested_unit")
    for ticket in tickets:
        ticket.backs = by_ticket.get(ticket.pk, [])
        ticket.sides = ticket.backs[1::-1]  # the last two, in the order in which they came


urls = [
    path("disputes/", disputes, name="disputes"),
    path("precedents/", precedents, name="precedents"),
    path("facts/", facts_wanted, name="facts_wanted"),
]
