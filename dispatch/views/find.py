"""Finding tickets: each way to ask goes through an index, newest first, page by page without counting."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dispatch import finding, paging, rows
from dispatch.forms.find import FindForm

SIZE = 50
_BESIDES = ("opened", "major")  # conditions that come with a link and have no field of their own
_KEYS = {"item": "code", "major": "code", "measure": "code"}  # by what a row is named in an address; others by id


@never_cache
@require_safe
def find(request):
    user = request.user
    if not user.has_perm("dispatch.find_tickets"):
        raise PermissionDenied(_("Your role does not search all tickets."))
    form = FindForm(request.GET, may_phone=user.has_perm("dispatch.reveal_phone"))
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
        "first": not before,
    }
    return render(request, "dispatch/find.html", context)


urls = [path("find/", find, name="find")]
