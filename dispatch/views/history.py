"""A unit's own past: its parts that ended, or all its parts whose tickets say some words, have a number or are of a day.

Words are sent as POST: they may be a name or a number, and no address keeps those.
"""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dispatch import paging
from dispatch.forms.history import HistoryForm
from dispatch.models import Assignment
from dispatch.searching import marking, pages

PAGE = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def history(request):
    """Newest first; read-only and without the parties."""
    user = request.user
    if not user.has_perm("dispatch.handle_ticket"):
        raise PermissionDenied
    form = HistoryForm(request.POST if request.method == "POST" else {"after": request.GET.get("after", "")})
    form.full_clean()
    asked, after = form.asked(), form.cleaned_data.get("after", "")
    own = Assignment.objects.filter(unit__in=user.unit_ids()).select_related("unit", "ticket__item", "ticket__street")
    context = {"form": form, "asked": asked, "typed": form.data.get("words", ""), "after": after}
    if asked:
        context |= _found(user, own, asked, after)
    elif not form.errors:
        parts, following = paging.newest(own.ended(), after, PAGE, by="ended_at")
        context |= {"parts": parts, "following": following}
    return render(request, "dispatch/history.html", context)


def _found(user, own, asked, after):
    """Parts, open and ended, by when their tickets were opened."""
    page = pages.page(user, asked | {"units": user.unit_ids()}, after, PAGE, counted=PAGE)
    parts = list(own.filter(ticket__in=page.tickets).order_by("-ticket__opened_at", "-ticket", "pk"))
    said = marking.pieces([part.ticket for part in parts], asked.get("words", ()))
    for part in parts:
        part.said = said.get(part.ticket_id, ())
    return {"parts": parts, "following": page.following, "looked": page.looked}


urls = [path("inbox/history/", history, name="history")]
