"""A unit's own past: its parts that ended, or all its parts whose tickets say some words.

Words are sent as POST: they may be a name or a number, and no address keeps those.
"""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dispatch import paging
from dispatch.forms.history import HistoryForm
from dispatch.models import Assignment, Ticket
from dispatch.searching import marking, walking

PAGE = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def history(request):
    """Newest first; read-only and without the parties."""
    user = request.user
    if not user.has_perm("dispatch.handle_ticket"):
        raise PermissionDenied
    form = HistoryForm(request.POST if request.method == "POST" else {"after": request.GET.get("after", "")})
    kept = form.kept()
    own = Assignment.objects.filter(unit__in=user.unit_ids()).select_related("unit", "ticket__item", "ticket__street")
    context = {"form": form, "words": " ".join(kept.get("words", ())), "after": kept.get("after", "")}
    if "words" in kept:
        found = _saying(user, own, kept["words"], context["after"])
    elif form.errors:
        found = {"parts": []}
    else:
        parts, following = paging.newest(own.ended(), context["after"], PAGE, by="ended_at")
        found = {"parts": parts, "following": following}
    return render(request, "dispatch/history.html", context | found)


def _saying(user, own, words, after):
    """Parts, open and ended, by when their tickets were opened."""
    theirs = Ticket.objects.filter(assignments__unit__in=user.unit_ids())  # not what this person recorded for others
    found = walking.newest(words, theirs, walking.Narrowed(), after, PAGE + 1, looks_closer=True)
    shown = found.places[:PAGE]
    following = paging.place_of(*shown[-1]) if len(found.places) > PAGE else ""
    if found.looked and not following:
        following = paging.place_of(*found.looked)
    parts = list(own.filter(ticket__in=[pk for _at, pk in shown]).order_by("-ticket__opened_at", "-ticket", "pk"))
    for part in parts:
        # a confidential ticket's words are read on its page, which is logged
        part.said = () if part.ticket.confidential else marking.piece(part.ticket.words, part.ticket.address, words)
    return {"parts": parts, "following": following, "looked": found.looked and found.looked[0]}


urls = [path("inbox/history/", history, name="history")]
