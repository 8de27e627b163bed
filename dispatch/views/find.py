"""Finding tickets: each way to ask goes through an index, newest first, page by page without counting.

Conditions stand in the address, where they can be kept and passed on; a telephone number never does. The form is sent
as POST: with a number the answer is drawn at once, without one it leads to the address of the same question.
"""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dispatch import finding, paging, rows
from dispatch.forms.find import FindForm

SIZE = 50
_BESIDES = ("opened", "major")  # conditions that come with a link and have no field of their own
_KEYS = {"item": "code", "major": "code", "measure": "code"}  # by what a row is named in an address; others by id


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request):
    user = request.user
    if not user.has_perm("dispatch.find_tickets"):
        raise PermissionDenied(_("Your role does not search all tickets."))
    form = FindForm(_asked(request), may_phone=user.has_perm("dispatch.reveal_phone"))
    if request.method == "POST" and not form.data.get("phone"):
        return redirect(f"{request.path}?{form.data.urlencode()}")
    kept = form.kept()
    before = kept.pop("before", "")
    tickets, title = finding.tickets(user, kept)
    found, following = paging.newest(tickets.only(*rows.TICKET_KEY), before, SIZE, by=finding.order(kept))
    if kept.keys() == {"number"} and [ticket.number for ticket in found] == [kept["number"]]:
        return redirect(found[0])
    asked = {name: getattr(value, _KEYS.get(name, "pk"), value) for name, value in kept.items()}
    context = {
        "form": form,
        "kept": kept,
        "title": title,
        "besides": [
            (form.fields[name].label, getattr(kept[name], "label", kept[name])) for name in _BESIDES if name in kept
        ],
        "rows": rows.centre_rows(found),
        "more": following and f"?{urlencode(asked | {'before': following})}",
        "asked": asked | {"before": following},
        "first": not before,
    }
    return render(request, "dispatch/find.html", context)


def _asked(request):
    """What was filled in. A number in an address is not even read: it would stay in the browser's history and in logs."""
    asked = (request.POST if request.method == "POST" else request.GET).copy()
    for name in [name for name, value in asked.items() if not value or name == "csrfmiddlewaretoken"]:
        del asked[name]
    if request.method != "POST":
        asked.pop("phone", None)
    return asked


urls = [path("find/", find, name="find")]
