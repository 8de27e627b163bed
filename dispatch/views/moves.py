"""The ticket's verbs: a GET shows the form, a POST acts. URL name = verb = service; the table is in doors.py."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dispatch import converters, disputes, kin, queries, services
from dispatch.forms.filters import units_and_streets
from dispatch.forms.moves import RevealForm
from dispatch.models import Callback, Ruling, Ticket
from dispatch.views.doors import DOORS, PRESSES
from dispatch.workflow import MOVES, TICKET, Stage, verbs
from units import conflict, known, receipts
from units.refusals import NotAllowed, Stale, WrongStage

__all__ = ["converters", "urls"]


def _door(verb):
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request, number):
        ticket = find(request.user, verb, number)
        if request.method == "POST":
            return _act(request, verb, ticket)
        refuse_unless_possible(request.user, verb, ticket)
        if ticket.confidential and not request.htmx:  # a page of its own says place and words; a form alone does not
            ticket = services.view(ticket, by=request.user)
        return _drawn(request, verb, ticket, form_for(request.user, verb, ticket, asked=request.GET))

    view.__name__ = verb
    return view


def find(user, verb, number):
    """The ticket, or 404; and 403 for a role that never makes this move."""
    ticket = get_object_or_404(Ticket.objects.visible_to(user), number=number)
    if user.kind == "grid":
        raise NotAllowed(_("Answer the check from your tasks, where a photo goes with it."))
    if not user.has_perm(MOVES[verb].permission):
        raise _not_allowed(verb)
    return ticket


def refuse_unless_possible(user, verb, ticket):
    """What the gate would say, before a form is drawn for nothing."""
    if not services.may(user, verb, ticket):
        raise _not_allowed(verb)
    if verb not in verbs(TICKET, ticket.stage):
        facts = {"verb": MOVES[verb].label, "stage": ticket.get_stage_display(), "ticket": ticket}
        raise WrongStage(_("“%(verb)s” is not possible now: the ticket is at “%(stage)s”.") % facts, **facts)


def _not_allowed(verb):
    facts = {"verb": MOVES[verb].label}
    return NotAllowed(_("Your role or your part in this ticket does not allow “%(verb)s”.") % facts)


def _act(request, verb, ticket):
    form = form_for(request.user, verb, ticket, request.POST)

    def act(cleaned):
        carry_out(request.user, verb, ticket, cleaned.get("version"), form.facts())
        messages.success(request, DOORS[verb].done)
        return form.place()

    try:
        place = receipts.submit(request, form, act, ticket.get_absolute_url())
    except Stale as stale:
        return _again(request, verb, ticket, stale)
    if place is None:
        refuse_unless_possible(request.user, verb, ticket)
        return _drawn(request, verb, ticket, form, status=422)
    return redirect(place)


def carry_out(user, verb, ticket, version, facts):
    """The one call of the verb's service, with what its form said."""
    if verb == "note":
        services.note(ticket, by=user, assignment=_own_part(user, ticket), **facts)
    else:
        if MOVES[verb].needs_version:
            facts["version"] = version
        getattr(services, verb)(ticket, by=user, **facts)


def _own_part(user, ticket):
    """A unit's note is a word on its own part."""
    return ticket.assignments.open().filter(unit__in=user.unit_ids()).first() if user.kind == "unit" else None


def _again(request, verb, ticket, stale):
    """Somebody was quicker: the same words in a form of the present version, where the move is still possible."""
    ticket.refresh_from_db()
    if verb not in services.ticket_verbs(request.user, ticket):
        raise stale
    kept, facts = request.POST.copy(), {}
    if issubclass(DOORS[verb].form, conflict.ComparedMixin):
        kept, facts["taken"] = conflict.meet(form_for(request.user, verb, ticket), request.POST)
    kept["version"] = ticket.version
    return _drawn(request, verb, ticket, form_for(request.user, verb, ticket, kept, **facts), status=409, refusal=stale)


def form_for(user, verb, ticket, data=None, asked=None, **more):
    """`asked` is what the link to the form named in its query."""
    door = DOORS[verb]
    if verb == "correct" and data is not None:
        more["changed"] = SimpleLazyObject(lambda: services.last_corrections(ticket))
    if verb in PRESSES:
        more["initial"] = {"part": (asked or {}).get("part"), "back": (asked or {}).get("back")}
    if verb in ("assign", "add_assist"):
        more |= {"units": units_and_streets()[0], "busy": queries.open_parts()}
    if verb == "assign" and data is None:
        more["initial"] = _proposed(ticket)
    if verb == "split":
        more |= {"units": units_and_streets()[0]}
    if verb in ("link", "unlink", "merge"):
        more |= {"user": user, "initial": {"number": (asked or {}).get("number", "")}}
    if verb == "rule":
        more |= {"units": units_and_streets()[0], "initial": {"assists": sorted(_working(ticket))}}
    return door.form(ticket, data, auto_id=f"id_{verb}_%s", **more)


def _proposed(ticket):
    """What the duty list proposes; after a hand-back, the owner that the unit named; after a ruling, whom it names."""
    proposal, ruling = _proposal(ticket), Ruling.objects.standing(ticket)
    back, returned = last_return(ticket), services.unchanged_returns(ticket)
    lead = (back and back.suggested_unit) or proposal.lead
    lead, assists = (ruling.lead_id, ruling.assists) if ruling else (lead.pk, [unit.pk for unit in proposal.assists])
    out = {lead, *_working(ticket), *returned}
    return {"lead": lead, "assists": [pk for pk in assists if pk not in out]}


def _proposal(ticket):
    """The duty list's, worked out once for a page: its form and the sentence above it both speak of it."""
    if not hasattr(ticket, "proposal"):
        ticket.proposal = services.propose(ticket)
    return ticket.proposal


def _working(ticket):
    return set(ticket.assignments.open().values_list("unit_id", flat=True))


def last_return(ticket):
    return ticket.hand_backs.select_related("assignment__unit", "suggested_unit").last() if ticket.returns else None


def about(verb, ticket, user):
    """What the form's page says beside its fields."""
    facts = {"door": DOORS[verb], "verb": verb, "move": MOVES[verb]}
    if verb == "correct":
        facts |= {"back": last_return(ticket), "parties": list(ticket.parties.standing())}
    if verb == "rule":
        facts["case"] = disputes.case(ticket, user)
    if verb == "assign":
        facts |= {
            "proposal": lambda: _proposal(ticket),  # for a form that is kept nobody asks
            "proposed_assists": lambda: _(", ").join(unit.label for unit in _proposal(ticket).assists),
            "back": last_return(ticket),
            "ruling": Ruling.objects.standing(ticket),
        }
        facts |= {
            "duplicate": disputes.duplicate(ticket, facts["back"], user),
        }
        facts["precedents"] = disputes.precedents(ticket, user, most=3)
        facts["precedent_leads"] = list(dict.fromkeys(ruling.lead for ruling in facts["precedents"]))
    if verb == "merge":
        facts["likely"] = kin.likely(ticket, user)
    if verb == "review_repeat":
        facts["likely"] = kin.before(ticket, user)
    if verb in ("close", "attempt", "dissatisfied"):
        facts["callbacks"] = ticket.callbacks.filter(round=ticket.reworks + ticket.reopened).select_related("by")
    if verb in ("redo", "find_unreasonable", "settle", "assign") and services.not_solved(ticket):
        facts["unsolved"] = ticket.callbacks.filter(solved=Callback.Solved.NOT_SOLVED).last()
    if verb in ("sign_unreasonable", "refuse_unreasonable"):
        facts["finding"] = services.to_sign(ticket)
    return facts


def _drawn(request, verb, ticket, form, *, status=200, refusal=None):
    known.attach([ticket], "item", "rule__lead", "street", "cell__collector")
    context = {"ticket": ticket, "form": form, "refusal": refusal, **about(verb, ticket, request.user)}
    template = "dispatch/_move.html" if request.htmx else DOORS[verb].page
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reveal(request, number):
    """A party's number, for a reason. It is in the answer to the POST and nowhere else; the look is an event."""
    ticket = find(request.user, "reveal", number)
    refuse_unless_possible(request.user, "reveal", ticket)
    if request.method != "POST":
        form = _reveal_form(ticket, None, request.GET.get("party_id", ""))
        return _revealed(request, ticket, form)
    form = _reveal_form(ticket, request.POST, request.POST.get("party_id", ""))

    def act(cleaned):
        services.reveal(ticket, by=request.user, **form.facts())
        return ticket.get_absolute_url()

    if receipts.submit(request, form, act) is None:
        return _revealed(request, ticket, form, status=422)
    party = ticket.parties.standing().filter(pk=form.cleaned_data["party_id"]).first()
    return _revealed(request, ticket, form, party=party)


def _reveal_form(ticket, data, whose):
    whose = whose if whose.isascii() and whose.isdigit() and len(whose) < 19 else "0"
    reason = _("To call back") if ticket.stage == Stage.CALLBACK else ""  # the desk rings all day long
    return RevealForm(ticket, data, initial={"party_id": whose, "text": reason}, auto_id=f"id_reveal_{whose}_%s")


def _revealed(request, ticket, form, *, status=200, party=None):
    context = {"ticket": ticket, "form": form, "party": party, "whose": form.auto_id.split("_")[2]}
    template = "dispatch/_reveal.html" if request.htmx else "dispatch/reveal.html"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


urls = [path(f"tickets/<number:number>/{verb}/", _door(verb), name=verb) for verb in DOORS]
urls.append(path("tickets/<number:number>/reveal/", reveal, name="reveal"))
