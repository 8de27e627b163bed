"""The shift leader's list: who is silent, since when, who was rung, and what is next; live, and worked by keyboard."""

from collections import Counter

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dispatch import silence as listed
from units import clock


@never_cache
@require_safe
def silence(request):
    user = request.user
    if not user.has_perm("dispatch.watch_silence"):
        raise PermissionDenied(_("This list belongs to the shift leader."))
    rows = listed.rows(user, clock.now())
    show = request.GET.get("show", "")
    show = show if show in listed.GROUPS else ""
    context = {
        "rows": [row for row in rows if not show or row.group == show],
        "show": show,
        "tabs": _tabs(rows),
        "rungs": listed.RUNGS.items(),
        "full": len({row.ticket.pk for row in rows}) >= listed.MOST,
        "most": listed.MOST,
        "may_urge": user.has_perm("dispatch.urge_unit"),
        "may_supervise": user.has_perm("dispatch.supervise_unit"),
    }
    template = "dispatch/_silence_list.html" if "rows" in request.GET else "dispatch/silence.html"
    return render(request, template, context)


def _tabs(rows):
    found = Counter(row.group for row in rows)
    tabs = [("", _("All"), len(rows)), *((name, label, found[name]) for name, label in listed.GROUPS.items())]
    return [
        {"key": str(key), "name": name, "label": label, "n": n, "hot": n and name == "silent"}
        for key, (name, label, n) in enumerate(tabs, 1)
    ]


urls = [path("silence/", silence, name="silence")]
