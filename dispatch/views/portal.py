"""The agency portal: a unit's inbox, one part of a ticket with the next step, and what was done before."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dispatch import part_forms, part_rules, rows, services, story
from dispatch.forms.filters import units_and_streets
from dispatch.models import Assignment, Clock
from dispatch.services import cautions, emergency
from dispatch.views.groups import OF_PART, grouped
from dispatch.workflow import MOVES, STARTED, Status
from units import known
from units.models import Unit

MOST = 200  # rows of one inbox; who has more open works the most urgent first

FORMS = {
    "accept": part_forms.StepForm,
    "depart": part_forms.StepForm,
    "arrive": part_forms.StepForm,
    "give_feedback": part_forms.FeedbackForm,
    "answer_supervision": part_forms.AnswerForm,
    "hand_to": part_forms.HandToForm,
    "ask_help": part_forms.HelpForm,
    "ask_extension": part_forms.AskExtensionForm,
    "ask_suspension": part_forms.AskSuspensionForm,
    "hand_back": part_forms.HandBackForm,
    "appeal": part_forms.AppealForm,
    "note": part_forms.NoteForm,
}
# One letter each: M opens the menu, and only then do they press anything.
KEYS = {
    "depart": "G", "arrive": "A", "give_feedback": "F", "answer_supervision": "F8", "note": "B", "ask_help": "H",
    "hand_to": "T", "ask_extension": "E", "ask_suspension": "Z", "appeal": "P", "hand_back": "R",
}  # fmt: skip
NAMES = {"note": "part_note"}  # the URL name, where a ticket has a verb of the same word
DONE = {
    "accept": _("Accepted."),
    "depart": _("On the way."),
    "arrive": _("Arrival is noted."),
    "give_feedback": _("Your feedback is with the centre."),
    "hand_back": _("Handed back to the dispatcher."),
    "answer_supervision": _("Your answer is with the centre."),
    "hand_to": _("The part is given on."),
    "ask_help": _("The hall hears it and sees it until it answers."),
    "ask_extension": _("The shift leader is asked."),
    "ask_suspension": _("The shift leader is asked."),
    "appeal": _("Two reviewers are asked."),
    "note": _("The note is kept."),
}
# name: (label, which parts, the name under which the line sends its count)
_TABS = {
    "": (_("All"), Q(), "open"),
    "sent": (_("To accept"), Q(status=Status.SENT), "unaccepted"),
    "started": (_("In progress"), Q(status__in=STARTED), ""),
    "mine": (_("Mine"), None, ""),  # given to this person, or accepted by him
    "overdue": (_("Overdue"), Q(due_at__lt=Now()), "overdue"),
}


@never_cache
@require_safe
def inbox(request):
    """Own units' open parts, the shortest time left first."""
    parts = _own(request.user).open()
    chosen = request.GET.get("show", "")
    chosen = chosen if chosen in _TABS else ""
    found = list(
        parts.filter(_which(chosen, request.user))
        .select_related("ticket")
        .only(*rows.ASSIGNMENT_KEY)
        .order_by("due_at", "pk")[: MOST + 1]
    )
    context = {
        "rows": rows.unit_rows(found[:MOST]),
        "full": len(found) > MOST,
        "most": MOST,
        "chosen": chosen,
    }
    if "rows" in request.GET:
        return render(request, "dispatch/_inbox_list.html", context)
    context["tabs"] = _tabs(parts, request.user)
    return render(request, "dispatch/inbox.html", context)


def _which(name, user):
    which = _TABS[name][1]
    return Q(handler=user) if which is None else which


def _tabs(parts, user):
    counts = parts.aggregate(**{f"n_{name}": Count("pk", filter=_which(name, user)) for name in _TABS})
    return [
        {"name": name, "label": label, "count": counts[f"n_{name}"], "live": live, "hot": name == "overdue"}
        for name, (label, _which, live) in _TABS.items()
    ]


@never_cache
@require_safe
def part(request, pk):
    """One part: what is asked, where, until when, what is known, and the next step."""
    found = get_object_or_404(Assignment.objects.visible_to(request.user).select_related("ticket"), pk=pk)
    _refuse_others(request.user)
    if "fragments" in request.GET:
        return render(request, "dispatch/_part_fragments.html", _known(request.user, found))
    if found.ticket.confidential:
        found.ticket = services.view(found.ticket, by=request.user)
    return draw(request, found)


def _refuse_others(user):
    if not user.has_perm("dispatch.handle_ticket"):
        raise PermissionDenied


def _own(user):
    _refuse_others(user)
    return Assignment.objects.filter(unit__in=user.unit_ids())


# --- the page of one part ------------------------------------------------------------------------------------------
def form_for(verb, part, user, data=None, files=None):
    more = {}
    if verb == "hand_back":
        more = {"units": units_and_streets()[0], "user": user}
    return FORMS[verb](part, data, files, auto_id=f"id_{verb}_%s", **more)


def draw(request, part, *, forms=None, refusal=None, status=200):
    """The page of a part; `forms` are those that were sent and come back with their sentences."""
    facts = _known(request.user, part)
    rules = part_rules.of(part, _verbs(request.user, part, facts), facts["clocks"])
    entries = {verb: _entry(verb, part, request.user, (forms or {}).get(verb), rule) for verb, rule in rules.items()}
    step = _next_step(part, rules)
    large = entries.pop(step, None)
    context = {
        "refusal": refusal,
        "step": large,
        "menu": list(entries.values()),
        "menu_groups": grouped(entries.values(), OF_PART),
        "sent": next(iter(forms or ()), None),
        **facts,
    }
    return render(request, "dispatch/part.html", context, status=status)


def _entry(verb, part, user, sent, rule):
    """A verb as the page draws it. A form that nobody has touched is made only when its fields are not in the cache."""
    return {
        "verb": verb,
        "label": MOVES[verb].label,
        "key": KEYS.get(verb, ""),
        "rule": rule,
        "action": reverse(f"dispatch:{NAMES.get(verb, verb)}", args=[part.pk]),
        "form": sent or SimpleLazyObject(lambda: form_for(verb, part, user)),
    }


def _verbs(user, part, facts):
    verbs = services.assignment_verbs(user, part.ticket, part)
    if not facts["supervision"] and "answer_supervision" in verbs:
        verbs.remove("answer_supervision")
    if part.is_open and services.may(user, "note", part.ticket, part):
        verbs.append("note")
    return [verb for verb in FORMS if verb in verbs]


def _next_step(part, verbs):
    """The one large button: accept, then set out (a team) or arrive, then answer."""
    accepted = "depart" if part.unit.kind == Unit.Kind.TEAM else "arrive"
    wanted = {Status.SENT: "accept", Status.ACCEPTED: accepted, Status.EN_ROUTE: "arrive"}
    step = wanted.get(part.status, "give_feedback")
    return step if step in verbs else None


def _known(user, part):
    """What is asked, and what the centre and the other units already know of the matter."""
    ticket = part.ticket
    known.attach([ticket], "item", "street", "cell__collector", "community")
    known.attach([part], "unit", "handler")
    photos = list(ticket.photos.all())
    others = SimpleLazyObject(lambda: _others(part, photos))
    clocks = SimpleLazyObject(lambda: list(part.clocks.running().with_pause().order_by("due_at")))
    return {
        "part": part,
        "ticket": ticket,
        "parties": ticket.parties.standing() if part.is_open else [],
        "story": story.of(ticket, user, [], ["timeline"]),
        "drawn_from": f"{part.pk}.{part.version}.{ticket.chain_position}.{timezone.localdate():%m%d}"
        f".{','.join(photo.state for photo in photos)}",
        "known": others,
        "report_photos": [photo for photo in photos if photo.about == photo.About.REPORT],
        "dangers": SimpleLazyObject(lambda: _dangers(part)),
        "emergency": SimpleLazyObject(lambda: emergency.known(ticket)),
        "rejected": ticket.verifications.filter(answer="not_fixed").last() if part.rework and part.is_open else None,
        "clocks": clocks,
        "supervision": SimpleLazyObject(lambda: _supervision(part, clocks)),
        "progress": _progress(part),
    }


def _dangers(part):
    """Sources of danger near the place, and while the part is open what the people there need."""
    return [each for each in cautions.standing(part.ticket) if part.is_open or not each.need]


def _supervision(part, clocks):
    """The supervision that waits for this unit's answer; its clock says whether there is one to be read."""
    if all(clock.kind != Clock.Kind.SUPERVISION for clock in clocks):
        return None
    return part.supervisions.select_related("by").filter(answered_at=None).first()


def _others(part, photos):
    """The other units' parts, and what each unit has said; asked for when that piece of the page is drawn."""
    parts = list(part.ticket.assignments.order_by("-part", "pk"))
    known.attach(parts, "unit", "handler")
    feedbacks = list(part.ticket.feedbacks.all())
    for each in feedbacks:
        each.assignment = next(part for part in parts if part.pk == each.assignment_id)
        each.shown = [photo for photo in photos if photo.about == photo.About.FEEDBACK and photo.at == each.at]
    return {"parts": [each for each in parts if each.pk != part.pk], "feedbacks": feedbacks}


def _progress(part):
    """Accept, arrive, feedback: each done, now, or to come."""
    marks = [
        (MOVES["accept"].label, part.accepted_at),
        (MOVES["arrive"].label, part.arrived_at),
        (MOVES["give_feedback"].label, part.ended_at if part.status == Status.DONE else None),
    ]
    waiting = {Status.SENT: 0, Status.ACCEPTED: 1, Status.EN_ROUTE: 1, Status.ON_SCENE: 2}.get(part.status)
    return [{"label": label, "at": at, "now": index == waiting} for index, (label, at) in enumerate(marks)]


urls = [
    path("inbox/", inbox, name="inbox"),
    path("inbox/<int:pk>/", part, name="part"),
]
