"""The call-taking page and the four ways to end a call. Each ending is one domain call; the page it leads to is a
fresh form that names what was saved, so the next call can be typed at once."""

import datetime
import uuid
from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dispatch.models.duty_list import Priority
from intake import queries, services
from intake.forms import CallForm
from intake.models import Draft
from intake.views import page
from intake.views.doors import needs
from intake.views.matching import keyed
from units import clock, receipts
from units.models import Receipt
from units.refusals import Conflict, Stale

MOST_SEEN = 100  # candidates on one page
take_call = needs("intake.take_call")


@take_call
@require_http_methods(["GET", "HEAD", "POST"])
def take(request):
    """GET the page; POST opens a ticket from the call."""
    if request.method == "POST":
        return _end(request, "open", _open)
    draft = wanted_draft(request)
    wanted = draft.key if draft else _uuid(request.GET.get("draft", ""))
    ring = queries.ring_under(request.user, wanted)
    dialogue = None if ring else queries.dialogue_under(request.user, wanted)
    initial = draft.fields if draft else _known_of(request, ring, dialogue)
    if ring and "danger" in request.GET:
        initial = {**initial, "danger": True, "priority": Priority.P1}
    key = draft.key if draft else wanted if ring or dialogue else uuid.uuid4()
    form = CallForm(initial=initial, user=request.user)
    return page.draw(request, form, key=key, draft=draft, ring=ring, dialogue=dialogue)


def _known_of(request, ring, dialogue):
    """What stands in a form that nobody has typed in yet."""
    if ring:
        return {"number": ring.number}
    return _as_written(dialogue) if dialogue else _of_the_last_call(request)


@take_call
@require_POST
def join(request):
    return _end(request, "join", _join)


@take_call
@require_POST
def advise(request):
    return _end(request, "advise", _advise)


@take_call
@require_POST
def dismiss(request):
    return _end(request, "dismiss", _dismiss)


def _open(request, data):
    ticket = services.open_from_call(
        data["contact"], item=data["item"], place=data["where"], by=request.user, priority=data["priority"],
        danger=data["danger"], answers=data["answers"], facts=data["facts"], draft=draft_of(request),
        looked=looked(request),
    )  # fmt: skip
    messages.success(request, _("%(number)s opened.") % {"number": ticket.number})
    return _fresh(saved=ticket.number)


def _join(request, data):
    ticket = data["ticket"]
    services.join_from_call(
        data["contact"], ticket=ticket, by=request.user, danger=data["danger"], priority=_raised(data),
        facts=data["facts"], draft=draft_of(request),
    )  # fmt: skip
    messages.success(request, _("The caller joined %(number)s.") % {"number": ticket.number})
    return _fresh(saved=ticket.number)


def _raised(data):
    """The priority, where it was raised above that of the item that stands in the form to look tickets up by; else None."""
    rule = data["item"].rule_on(clock.local_day(clock.now())) if data.get("item") else None
    return None if rule and data["priority"] and data["priority"] >= rule.priority else data["priority"]


def _advise(request, data):
    services.advise(data["contact"], advice=data["advice"], by=request.user, draft=draft_of(request))
    messages.success(request, _("Call saved as advice."))
    return _fresh()


def _dismiss(request, data):
    call = services.dismiss(data["contact"], validity=data["validity"], by=request.user, draft=draft_of(request))
    messages.success(request, _("Call saved as: %(validity)s.") % {"validity": call.get_validity_display()})
    return _fresh()


def _end(request, ending, act):
    form = CallForm(request.POST, ending=ending, user=request.user)
    status, just_opened = 422, []
    try:
        place = receipts.submit(request, form, lambda data: act(request, _under_its_key(request, data)))
    except services.MaybeSame as asked:
        place, status = None, asked.status
        just_opened = keyed(asked.facts["candidates"], request.POST.getlist("matches_seen"))
    except (Conflict, Stale) as refusal:
        place, status = None, refusal.status
        form.add_error(None, _already_saved(request) or str(refusal.sentence))
    if place:
        response = HttpResponseRedirect(place)
        response.status_code = 303
        return response
    key = key_of(request) or uuid.uuid4()
    ring, dialogue = queries.ring_under(request.user, key), queries.dialogue_under(request.user, key)
    return page.draw(
        request, form, key=key, draft=_unsent_draft(request), ring=ring, dialogue=dialogue, status=status,
        just_opened=just_opened,
    )  # fmt: skip


def _as_written(dialogue):
    """What a dialogue brings into its form: of a silent alarm that life is in danger, and that nobody is to be rung."""
    alarm = dialogue.is_alarm
    return {"number": dialogue.number, "address": dialogue.place, "danger": alarm, "wants_callback": not alarm}


def _under_its_key(request, data):
    """A ring or a dialogue is typed in the form that carries its key; saving the form saves it."""
    return {**data, "contact": replace(data["contact"], key=key_of(request), read_to=read_to(request))}


def wanted_draft(request):
    """The draft that the address names; without one the last that was left, unless a fresh form is wanted.

    What is typed of a dialogue comes up by its own key alone: the next call must not be typed over it.
    """
    drafts = queries.drafts_of(request.user)
    key = _uuid(request.GET.get("draft", ""))
    if key:
        return drafts.filter(pk=key).first()
    return None if "fresh" in request.GET or "draft" in request.GET else queries.last_left(drafts)


def _of_the_last_call(request):
    """Another matter of the call in ?of=: its caller stands in the form already."""
    given = request.GET.get("of", "")
    call = (
        queries.call_just_saved(request.user, int(given))
        if given.isascii() and given.isdigit() and len(given) < 19
        else None
    )
    return {"of": call.pk, "number": call.number, "name": call.name} if call else None


def _unsent_draft(request):
    return queries.drafts_of(request.user).filter(pk=key_of(request)).first()


def draft_of(request):
    """The draft of a form that is being saved: its receipt is ours, so nobody has sent it before."""
    return Draft.objects.filter(pk=key_of(request), user=request.user).first()


def read_to(request):
    """The last message of its dialogue that stood beside the form, by its id; None where there was none."""
    given = request.POST.get("read_to", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


def looked(request):
    """When the page last looked for the same event, and what it has shown; None where it never did, as with a script."""
    try:
        at = datetime.datetime.fromtimestamp(float(request.POST.get("matches_looked", "")) / 1000, tz=datetime.UTC)
    except (ValueError, OverflowError, OSError):
        return None
    seen = (each.partition(" ")[2] for each in request.POST.getlist("matches_seen")[:MOST_SEEN])
    return services.Looked(at, frozenset(number for number in seen if len(number) <= 24 and "\x00" not in number))


def key_of(request):
    return _uuid(request.POST.get("key", ""))


def _uuid(text):
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _fresh(**more):
    return f"{reverse('intake:take')}?{urlencode({'fresh': 1, **more})}"


def _already_saved(request):
    """The call went through, its answer was lost, and then something was changed: say what stands."""
    receipt = Receipt.objects.filter(user=request.user, key=key_of(request)).first()
    numbers = parse_qs(urlsplit(receipt.place).query).get("saved") if receipt else None
    if not numbers:
        return ""
    return _("This call was saved before, as %(number)s. What you changed since then is not in it: add it there as a note.") % {
        "number": numbers[0]
    }  # fmt: skip


urls = [
    path("calls/new/", take, name="take"),
    path("calls/join/", join, name="join"),
    path("calls/advise/", advise, name="advise"),
    path("calls/dismiss/", dismiss, name="dismiss"),
]
