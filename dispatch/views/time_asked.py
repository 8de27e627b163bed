"""What units ask for and wait: extensions, suspensions and appeals that this person may answer, and what is suspended."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dispatch.services import time_asked
from dispatch.workflow import MOVES

_ANSWERS = {
    "extension": ("grant_extension", "decline_extension"),
    "suspension": ("suspend", "decline_suspension"),
    "appeal": ("review_appeal",),
}


@never_cache
@require_safe
def asked(request):
    user = request.user
    if not (user.has_perm("dispatch.grant_time") or user.has_perm("dispatch.review_appeal")):
        raise PermissionDenied
    rows = time_asked.waiting(user)
    for row in rows:
        row.answers = [
            (MOVES[verb].label, reverse(f"dispatch:{verb}", args=[row.ticket.number]))
            for verb in _ANSWERS[row._meta.model_name]
        ]
    context = {
        "rows": rows,
        "suspended": time_asked.suspended(user),
        "may_resume": user.has_perm("dispatch.resume_ticket"),
    }
    template = "dispatch/_asked_list.html" if "rows" in request.GET else "dispatch/asked.html"
    return render(request, template, context)


urls = [path("asked/", asked, name="asked")]
