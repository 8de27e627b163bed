"""The board: the queues of the centre, each row a ticket, what is due first on top."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dispatch import paging, queries, rows
from dispatch.forms.filters import QUEUES, BoardFilter
from dispatch.models import Assignment, Ticket
from dispatch.workflow import Stage
from units import clock

SIZE = 100
POINTS = 1000
# Whose daily work is one desk's queue starts in it; dispatchers and everybody else see all that is open.
_QUEUES = {
    "dispatch.assign_ticket": Stage.ASSIGNMENT,
    "dispatch.rule_ticket": Stage.ARBITRATION,
    "dispatch.verify_ticket": Stage.VERIFICATION,
    "dispatch.close_ticket": Stage.CALLBACK,
}


@never_cache
@require_safe
def board(request):
    tickets = _visible(request)
    form = BoardFilter(request.GET)
    kept = form.kept()
    kept.setdefault("stage", _own_queue(request.user))
    found, following = paging.by_due(
        _narrowed(tickets, kept).only(*rows.TICKET_KEY), request.GET.get("after", ""), SIZE
    )
    base = {name: getattr(value, "pk", value) for name, value in kept.items()}
    after = request.GET.get("after", "")
    here = base | {"rows": 1} | ({"after": after} if after else {})
    context = {
        "form": form,
        "kept": kept,
        "rows": rows.centre_rows(found),
        "more": following and f"?{urlencode(base | {'after': following})}",
        "refetch": f"?{urlencode(here)}",
        "points": urlencode(base),
        "filtered": len(base) > 1 or base["stage"] != "all" or bool(after),
        "first": not after,
    }
    if "rows" in request.GET:
        return render(request, "dispatch/_board_list.html", context)
    context["counts"] = queries.queue_counts(tickets)
    context["tabs"] = _tabs(base, context["counts"])
    context["may_find"] = request.user.has_perm("dispatch.find_tickets")
    context["queue"] = next(tab["label"] for tab in context["tabs"] if tab["here"])
    return render(request, "dispatch/board.html", context)


@require_safe
def points(request):
    """The same list as GeoJSON, for the map beside it."""
    kept = BoardFilter(request.GET).kept()
    now = clock.now()
    located = _narrowed(_visible(request), kept).exclude(lon=None).order_by("due_at", "pk")
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [ticket.lon, ticket.lat]},
            "properties": {
                "state": "over" if ticket.due_at and ticket.due_at < now else "ok",
                "name": f"{ticket.number} {ticket.item.label}",
                "url": ticket.get_absolute_url(),
            },
        }
        for ticket in located.select_related("item")[:POINTS]
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


@never_cache
@require_safe
def next_ticket(request):
    """The next piece of work of this person's queue, without going back to the board: what is due first."""
    waiting = _narrowed(_visible(request), {"stage": working_queue(request.user) or "all"})
    found = waiting.exclude(number=request.GET.get("after", "")[:24].replace("\0", "")).order_by("due_at", "pk").first()
    if found is None:
        messages.info(request, _("Nothing else waits in your queue."))
    return redirect(found or "dispatch:board")


def working_queue(user):
    """The stage that this person's moves start from, the first in the order of the work; None for readers."""
    own = [stage.value for permission, stage in _QUEUES.items() if user.has_perm(permission)]
    return ("all" if len(own) > 1 else own[0]) if own else None


def _visible(request):
    if not request.user.has_perm("dispatch.view_all_tickets"):
        raise PermissionDenied(_("The board belongs to the centre. Your tickets are in your inbox."))
    return Ticket.objects.visible_to(request.user)


def _own_queue(user):
    queue = working_queue(user)
    return queue if queue in (Stage.ARBITRATION, Stage.VERIFICATION, Stage.CALLBACK) else "all"


def _narrowed(tickets, kept):
    tickets = tickets.open()
    if kept.get("stage", "all") != "all":
        tickets = tickets.awaiting(kept["stage"])
    if kept.get("overdue"):
        tickets = tickets.filter(queries.OVERDUE)
    if unit := kept.get("unit"):
        tickets = tickets.filter(Exists(Assignment.objects.open().filter(unit=unit, ticket=OuterRef("pk"))))
    if street := kept.get("street"):
        tickets = tickets.filter(street=street)
    if priority := kept.get("priority"):
        tickets = tickets.filter(priority=priority)
    return tickets


def _tabs(base, counts):
    """The queues, each keeping the other filters. Keys 1, 2, 3 … open them."""
    others = {name: value for name, value in base.items() if name not in ("stage", "overdue")}
    here = "overdue" if base.get("overdue") else base["stage"]
    tabs = [("all", _("All open"), "open", {"stage": "all"})]
    tabs += [(stage.value, stage.label, stage.value, {"stage": stage.value}) for stage in QUEUES]
    tabs += [("overdue", _("Overdue"), "overdue", {"stage": "all", "overdue": "1"})]
    return [
        {
            "key": str(position),
            "label": label,
            "count": count,
            "n": counts[count],
            "url": f"?{urlencode(others | query)}",
            "here": name == here,
            "hot": name == "overdue" and counts[count],
        }
        for position, (name, label, count, query) in enumerate(tabs, 1)
    ]


urls = [
    path("board/", board, name="board"),
    path("board/next/", next_ticket, name="next_ticket"),
    path("board/points.json", points, name="points"),
]
