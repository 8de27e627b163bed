"""Finding tickets: each way to ask goes through an index, newest first, page by page without counting.

Conditions stand in the address, where they can be kept and passed on; a telephone number and a name never do, nor words
that somebody typed, for they may be either. The form is sent as POST: with one of these the answer is drawn at once,
without it leads to the address of the same question.
"""

import re
from dataclasses import replace
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dispatch import rows
from dispatch.forms.find import FindForm
from dispatch.searching import marking, pages, walking

SIZE = 50
_BESIDES = (
    "opened",
    "major",
    "community",
    "only_open",
)  # conditions that come with a link and have no field of their own
_CARRIED = (*_BESIDES, "measure", "day", "part")  # a word more keeps them
_NAME = re.compile("[\u3400-\u9fff·]{2,6}")
_PRIVATE = ("words", "phone", "name")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request):
    user = request.user
    if not user.has_perm("dispatch.find_tickets"):
        raise PermissionDenied(_("Your role does not search all tickets."))
    form = FindForm(_asked(request), may_phone=user.has_perm("dispatch.reveal_phone"))
    kept = form.kept()
    private = _is_private(form, kept)
    if request.method == "POST" and not private:
        return redirect(f"{request.path}?{_address(form, kept)}")
    before, counted = kept.pop("before", ""), kept.pop("counted", None)
    refused = form.errors and not kept  # all that was asked: whatever was drawn would look like its answer
    page, kept = (pages.Page([]), kept) if refused else _page(user, kept, before)
    if kept.keys() == {"number"} and [ticket.number for ticket in page.tickets] == [kept["number"]]:
        return redirect(page.tickets[0])
    if before and page.count is None:
        page = replace(page, count=counted)  # by the first one
    asked = _asked_again(form, kept) | {"before": page.following}
    asked |= {"counted": str(page.count)} if page.count is not None else {}
    context = {
        "form": form,
        "kept": kept,
        "page": page,
        "besides": _besides(form, kept),
        "lines": _lines(page.tickets, kept.get("words")),
        "private": private,
        "more": page.following and f"?{urlencode(asked)}",
        "asked": asked,
        "carried": {name: asked[name] for name in _CARRIED if form.cleaned_data.get(name) and name in asked},
        "first": not before,
        "callers": _as_a_name(form, kept) if page.tickets else "",  # else it was tried
        "counted": walking.COUNTED,
    }
    return render(request, "dispatch/find.html", context)


def _is_private(form, kept):
    """Not what the box was understood as, if that is a unit or a day."""
    given = {name for name in ("phone", "name") if form.data.get(name)}
    return bool(given or {name for name in _PRIVATE if kept.get(name) or name in form.errors})


def _page(user, kept, before):
    """(the page, the conditions that it answers): words that nothing says may be a caller's name."""
    page = pages.page(user, kept, before, SIZE)
    if page.tickets or before or not (name := _spelled_like_a_name(kept)) or not user.has_perm("dispatch.reveal_phone"):
        return page, kept
    by_name = {**{key: value for key, value in kept.items() if key != "words"}, "name": name}
    named = pages.page(user, by_name, before, SIZE)
    return (named, by_name) if named.tickets else (page, kept)


def _spelled_like_a_name(kept):
    words = kept.get("words", ())
    return words[0] if len(words) == 1 and _NAME.fullmatch(words[0]) else ""


def _as_a_name(form, kept):
    """The name to look for instead, where the reader may see names."""
    return _spelled_like_a_name(kept) if "name" in form.fields else ""


def _lines(tickets, words):
    """(row, the piece that has the words) of each."""
    drawn = rows.centre_rows(tickets)
    if not words or len(drawn) != len(tickets):
        return [(row, ()) for row in drawn]
    said = marking.pieces(tickets, words)
    return [(row, said.get(ticket.pk, ())) for row, ticket in zip(drawn, tickets, strict=True)]


def _besides(form, kept):
    """(label, value) of what has no field of its own, and of what the box was understood as."""
    names = [*_BESIDES, *(name for name in form.read_as if name != "words" and name not in _BESIDES)]
    return [(form.fields[name].label, _said(form, name, kept[name])) for name in names if name in kept]


def _said(form, name, value):
    if value is True:
        return _("yes")
    if name == "stage":
        return dict(form.fields["stage"].choices).get(value, value)
    return getattr(value, "label", value)


def _address(form, kept):
    """What stands behind the question mark: as it was typed, so that a slip is seen, and what the box was understood as."""
    typed = {name: value for name, value in form.data.items() if name not in _PRIVATE}
    return urlencode(pages.named({name: kept[name] for name in form.read_as if name in kept}) | typed)


def _asked_again(form, kept):
    """The same conditions for the next page: what was typed into the box stays there as it was typed."""
    typed = form.data.get("words")
    if not typed or not form.read_as.keys() <= kept.keys():  # words that were taken as a name
        return pages.named(kept)
    own = {name: value for name, value in kept.items() if name not in form.read_as or form.data.get(name)}
    return pages.named(own) | {"words": typed}


def _asked(request):
    """What was filled in. What is private in an address is not even read: it would stay in the browser's history and in
    logs."""
    asked = (request.POST if request.method == "POST" else request.GET).copy()
    for name in [name for name, value in asked.items() if not value or name == "csrfmiddlewaretoken"]:
        del asked[name]
    if request.method != "POST":
        for name in _PRIVATE:
            asked.pop(name, None)
    return asked


urls = [path("find/", find, name="find")]
