"""Drawing the hall's page: the call form, what is parked, what was saved last, and the queues below."""

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dispatch import paging, rows
from dispatch.models import Ticket
from dispatch.models.tickets import masked_phone
from dispatch.queries import queue_counts
from dispatch.workflow import Stage
from intake import queries
from intake.models import WITHOUT_MATTER
from intake.views import dialogues
from units import clock

QUEUE_ROWS = 30  # of the tickets to assign; the board has them all


def draw(request, form, *, key, draft, ring=None, dialogue=None, status=200, just_opened=()):
    user = request.user
    tickets = Ticket.objects.visible_to(user)
    context = {
        "form": form,
        "just_opened": just_opened,
        "looked_at": draft.entered_at if draft else clock.now(),  # until the first look: since then nobody looked
        "key": key,
        "draft": draft,
        "ring": ring,
        "listings": queries.listings_of(user, [ring.number]).get(ring.number, []) if ring else [],
        "parked": [_parked(other) for other in queries.drafts_of(user).exclude(pk=key)],
        "saved": _saved(request, tickets),
        "of": _of(user, form),
        "saved_now": request.method != "POST" and "fresh" in request.GET and "of" not in request.GET,
        "limit": settings.DISPATCH_LIMIT_SECONDS,
        "limit_text": f"{settings.DISPATCH_LIMIT_SECONDS // 60}:{settings.DISPATCH_LIMIT_SECONDS % 60:02d}",
        "may_assign": user.has_perm("dispatch.assign_ticket"),
        "validities": WITHOUT_MATTER,
        "queues": _queues(queue_counts(tickets)),
        "today": queries.day_so_far(user),
        **_to_assign(tickets),
        **(dialogues.around(request, dialogue) if dialogue else {}),
    }
    return render(request, "intake/take.html", context, status=status)


def _parked(draft):
    words = [draft.fields.get(name, "") for name in ("name", "words", "address")]
    return {
        "draft": draft,
        "number": masked_phone(draft.fields.get("number", "")),
        "words": next(filter(None, words), "")[:20],
    }


def _of(user, form):
    """The call whose other matter this form is."""
    given = str(form["of"].value() or "")
    return queries.call_just_saved(user, given) if given.isascii() and given.isdigit() and len(given) < 19 else None


def _saved(request, tickets):
    """The ticket that the last call went into; its number comes along in the address."""
    number = request.GET.get("saved", "")[:24].replace("\x00", "")
    return tickets.filter(number=number).select_related("item").first() if number else None


def _queues(counts):
    board = reverse("dispatch:board")
    queues = [(stage.value, stage.label, f"stage={stage.value}") for stage in Stage if stage.value in counts]
    queues.append(("overdue", _("Overdue"), "stage=all&overdue=1"))
    return [
        {
            "count": name,
            "label": label,
            "n": counts[name],
            "url": f"{board}?{query}",
            "hot": name == "overdue" and counts[name],
        }
        for name, label, query in queues
    ]


def _to_assign(tickets):
    """The first rows of the board's queue, kept alive as the board keeps its own."""
    found, following = paging.by_due(tickets.awaiting(Stage.ASSIGNMENT).only(*rows.TICKET_KEY), "", QUEUE_ROWS)
    return {
        "rows": rows.centre_rows(found),
        "refetch": f"{reverse('dispatch:board')}?stage={Stage.ASSIGNMENT.value}&rows=1",
        "filtered": True,
        "first": True,
        "more": following and f"{reverse('dispatch:board')}?stage={Stage.ASSIGNMENT.value}",
        "kept": {"stage": Stage.ASSIGNMENT.value},
    }
