"""The call-back desk: next due on top and open, the number by one key, the answers of one party in one form, then the next."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dispatch import callbacks as queue
from dispatch import converters, services
from dispatch.forms.callbacks import NotReachedForm, ReachedForm
from dispatch.models import Callback, Ticket
from units import clock, receipts
from units.refusals import BadInput, Stale

__all__ = ["converters", "urls"]


@never_cache
@require_safe
def callbacks(request):
    """The queue, with whoever is to be rung next open beside it."""
    _desk_only(request.user)
    groups, over = queue.waiting(request.user)
    return _drawn(request, groups, over, groups[0] if groups else None)


@never_cache
@require_safe
def callback(request, number):
    """The same with the party of this ticket open."""
    ticket = _find(request, number)
    group = queue.of_number(request.user, ticket)
    if group is None and "fragments" not in request.GET:
        messages.info(request, _("%(number)s waits for no call-back any more.") % {"number": ticket.number})
        return redirect(ticket)
    return _drawn(request, *queue.waiting(request.user), group)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reached(request, number):
    """The party answers for its tickets, all at once or not at all."""
    return _act(request, number, ReachedForm, _keep_replies)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def not_reached(request, number):
    """Nobody answered: one attempt for each ticket that was due."""
    return _act(request, number, NotReachedForm, _keep_attempts)


def _keep_replies(user, form):
    replies = form.replies()
    for ticket, version, reply, disposition in replies:
        try:
            if reply.solved == Callback.Solved.NOT_SOLVED:
                services.dissatisfied(ticket, reply=reply, by=user, version=version)
            else:
                services.close(ticket, reply=reply, disposition=disposition, by=user, version=version)
        except BadInput as refusal:
            raise BadInput(refusal.sentence, field=f"{refusal.facts.get('field')}_{ticket.pk}") from None
    n = len(replies)
    return ngettext("The answer is kept.", "The answers for %(n)s tickets are kept.", n) % {"n": n}


def _keep_attempts(user, form):
    for ticket, version in sorted(form.versions().items(), key=lambda pair: pair[0].pk):
        services.attempt(ticket, by=user, version=version, **form.facts())
    return _("The attempt is kept.")


def _act(request, number, of, keep):
    ticket = _find(request, number)
    group = queue.of_number(request.user, ticket)
    if request.method != "POST" or group is None:
        return redirect("dispatch:callback", ticket.number)
    form = _form(of, group, request.POST)

    def act(_said):
        messages.success(request, keep(request.user, form))
        return reverse("dispatch:callbacks")

    try:
        place = receipts.submit(request, form, act)
    except Stale as stale:
        return _again(request, ticket, of, stale)
    if place is None:
        return _drawn(request, *queue.waiting(request.user), group, form, status=422)
    return redirect(place)


def _again(request, ticket, of, stale):
    """Somebody was quicker with one of them: the same words in a form of the present versions."""
    ticket.refresh_from_db()
    group = queue.of_number(request.user, ticket)
    if group is None:
        raise stale
    kept = request.POST.copy()
    for each in group.tickets:
        kept[f"version_{each.pk}"] = each.version
    form = _form(of, group, kept)
    return _drawn(request, *queue.waiting(request.user), group, form, status=409, refusal=stale)


def _form(of, group, data=None):
    """Of the tickets that stood on the page when it was sent; at first of all, or, for an attempt, of those that are due."""
    if of is ReachedForm:
        queue.answers(group)
        tickets, name = group.tickets, "reached"
    else:
        tickets, name = group.due(clock.now()), "not_reached"
    if data is not None:
        tickets = [ticket for ticket in group.tickets if f"version_{ticket.pk}" in data]
    return of(tickets, data, auto_id=f"id_{name}_%s")


def _find(request, number):
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), number=number)
    _desk_only(request.user)
    return ticket


def _desk_only(user):
    if not user.has_perm("dispatch.close_ticket"):
        raise PermissionDenied(_("The call-back queue belongs to the call-back desk."))


def _drawn(request, groups, over, group, form=None, *, status=200, refusal=None):
    now = clock.now()
    signs = request.user.has_perm("dispatch.sign_ticket")
    context = {
        "groups": groups,
        "ripe": sum(each.at <= now for each in groups),
        "now": now,
        "over": over,
        "signs": signs,
        "to_sign": queue.to_sign(request.user) if signs else [],
        "group": group,
        "refusal": refusal,
    }
    if "fragments" in request.GET:
        return render(request, "dispatch/_callback_list.html", context)
    if group:
        context["reached"] = form if isinstance(form, ReachedForm) else _form(ReachedForm, group)
        context["not_reached"] = form if isinstance(form, NotReachedForm) else _form(NotReachedForm, group)
        context["refused"] = refusal and form
    return render(request, "dispatch/callbacks.html", context, status=status)


urls = [
    path("callbacks/", callbacks, name="callbacks"),
    path("callbacks/<number:number>/", callback, name="callback"),
    path("callbacks/<number:number>/reached/", reached, name="reached"),
    path("callbacks/<number:number>/not_reached/", not_reached, name="not_reached"),
]
