"""Listed numbers: who proposed it and why, who answered, until when. Numbers are masked; a look is logged."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dispatch import paging
from dispatch.models import Ticket
from dispatch.models.tickets import masked_phone
from intake import services
from intake.models import Call, Listing
from intake.models.listings import MOST_DAYS
from intake.views.doors import needs
from units import clock, known, receipts
from units.templatetags.ui import clock_text

A_PAGE = 50
EVIDENCE = 10  # the last calls of the number, to choose from
_BIGGEST = 2**63 - 1
_PEOPLE = ("proposed_by", "answered_by", "lifted_by")
_CHOOSE = {"required": gettext_lazy("Choose one."), "invalid_choice": gettext_lazy("Choose from the list.")}
STATES = {
    "proposed": pgettext_lazy("of a listing", "Waits for an answer"),
    "standing": pgettext_lazy("of a listing", "Stands"),
    "declined": pgettext_lazy("of a listing", "Declined"),
    "lifted": pgettext_lazy("of a listing", "Lifted"),
    "expired": pgettext_lazy("of a listing", "Expired"),
}
take_call = needs("intake.take_call")


def _words(label):
    return forms.CharField(label=label, max_length=200, error_messages={"required": gettext_lazy("Say why, in words.")})


class ProposeForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Listed as"), choices=Listing.Kind.choices, widget=forms.RadioSelect, error_messages=_CHOOSE
    )
    reason = _words(gettext_lazy("Reason"))
    home = forms.BooleanField(label=gettext_lazy("This home as well"), required=False)
    evidence = forms.MultipleChoiceField(
        label=gettext_lazy("Calls that show it"), required=False, widget=forms.CheckboxSelectMultiple,
        error_messages=_CHOOSE,
    )  # fmt: skip

    def __init__(self, calls, ticket, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.ticket = ticket
        if ticket is None:
            del self.fields["home"]
        else:
            self.fields["home"].help_text = ticket.address
        self.calls = {str(call.pk): call for call in calls}
        self.fields["evidence"].choices = [(pk, _line(call)) for pk, call in self.calls.items()]

    def facts(self):
        data = self.cleaned_data
        chosen = [self.calls[pk] for pk in data["evidence"]]
        home = self.ticket if data.get("home") else None
        return {"kind": data["kind"], "reason": data["reason"], "evidence": chosen, "home": home}


class ApproveForm(forms.Form):
    days = forms.IntegerField(
        label=gettext_lazy("Stands for (days)"), initial=settings.LISTING_DAYS, min_value=1,
        max_value=MOST_DAYS,
    )  # fmt: skip


class DeclineForm(forms.Form):
    answer = _words(pgettext_lazy("a listing", "Why not"))


class LiftForm(forms.Form):
    reason = _words(gettext_lazy("Why it is lifted"))


class RevealForm(forms.Form):
    reason = _words(gettext_lazy("What you need the number for"))


def _home_of(user, call):
    """The ticket that this call opened, where its place has a point: what is said of a home is said of that one."""
    tickets = Ticket.objects.visible_to(user).filter(concerns__call=call, concerns__opened=True, lon__isnull=False)
    return tickets.first()


def _line(call):
    return f"{clock_text(call.saved_at)} {call.get_validity_display()} {call.words[:40]}"


@take_call
@never_cache
@require_safe
def listings(request):
    """What waits for an answer and what stands; ?show=all everything that ever was, the newest first."""
    now, every = clock.now(), request.GET.get("show") == "all"
    found = Listing.objects.visible_to(request.user)
    if every:
        before = request.GET.get("before", "")
        page, following = paging.newest(found, before, A_PAGE, by="proposed_at")
        groups, more = [(_("All"), page)], {"following": following, "first": not before}
    else:
        proposed = list(found.proposed().order_by("proposed_at")[:A_PAGE])
        standing = list(found.standing(now).order_by("expires_at")[:A_PAGE])
        groups = [(STATES["proposed"], proposed), (_("Flagged when they ring"), standing)]
        more = {"full": A_PAGE in (len(proposed), len(standing)), "most": A_PAGE}
    _shown([listing for _label, rows in groups for listing in rows], now)
    return render(request, "intake/listings.html", {"groups": groups, "every": every, **more})


@take_call
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose_listing(request):
    """?call= names the call that it is proposed from."""
    given = (request.POST if request.method == "POST" else request.GET).get("call", "")
    pk = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
    calls = Call.objects.visible_to(request.user)
    call = get_object_or_404(calls, pk=pk)
    home = _home_of(request.user, call)
    if not call.number and home is None:
        raise Http404
    others = list(
        calls.filter(number=call.number).exclude(pk=call.pk).order_by("-saved_at")[: EVIDENCE if call.number else 0]
    )
    form = ProposeForm(others, home, request.POST if request.method == "POST" else None)

    def act(_said):
        listing = services.propose_listing(call, **form.facts(), by=request.user)
        messages.success(request, _("Proposed. Until the shift leader has answered, nothing is flagged."))
        return reverse("intake:listing", args=[listing.pk])

    place = receipts.submit(request, form, act) if request.method == "POST" else None
    if place:
        return redirect(place)
    context = {"form": form, "call": call, "number": masked_phone(call.number), "others": others, "line": _line(call)}
    return render(request, "intake/propose_listing.html", context, status=422 if form.is_bound else 200)


@take_call
@never_cache
@require_safe
def listing(request, pk):
    return _page(request, _found(request, pk))


@take_call
@require_POST
def approve_listing(request, pk):
    return _act(request, pk, "approve", services.approve_listing, _("Approved. The number rings with its flag."))


@take_call
@require_POST
def decline_listing(request, pk):
    return _act(request, pk, "decline", services.decline_listing, _("Declined."))


@take_call
@require_POST
def lift_listing(request, pk):
    return _act(request, pk, "lift", services.lift_listing, _("Lifted. The number rings without a flag."))


@take_call
@never_cache
@require_POST
def reveal_listing(request, pk):
    """The number is in the answer to the POST and nowhere else. A home listed without one has nothing to show."""
    found, form = _found(request, pk), RevealForm(request.POST)
    if not found.number:
        raise Http404

    def act(said):
        services.reveal_listing(found, reason=said["reason"], by=request.user, request=request)
        return reverse("intake:listing", args=[pk])

    if receipts.submit(request, form, act) is None:
        return _page(request, found, reveal=form, status=422)
    return _page(request, found, number=found.number)


FORMS = {"approve": ApproveForm, "decline": DeclineForm, "lift": LiftForm, "reveal": RevealForm}


def _act(request, pk, name, verb, done):
    found, form = _found(request, pk), FORMS[name](request.POST)

    def act(said):
        verb(found, **said, by=request.user)
        messages.success(request, done)
        return reverse("intake:listing", args=[pk])

    place = receipts.submit(request, form, act)
    return redirect(place) if place else _page(request, found, status=422, **{name: form})


def _found(request, pk):
    if pk > _BIGGEST:
        raise Http404
    return get_object_or_404(Listing.objects.visible_to(request.user), pk=pk)


def _page(request, found, *, number="", status=200, **bound):
    """`bound` are forms that were refused, by their verb."""
    now, user = clock.now(), request.user
    _shown([found], now)
    leads = user.has_perm("intake.answer_listing")
    context = {
        "listing": found,
        "number": number,
        "evidence": [_line(call) for call in found.calls.order_by("-saved_at")[: EVIDENCE + 1]],
        "may_answer": leads and found.shown_state == "proposed" and found.proposed_by_id != user.pk,
        "own": leads and found.shown_state == "proposed" and found.proposed_by_id == user.pk,
        "may_lift": leads and found.shown_state == "standing",
        "may_reveal": user.has_perm("dispatch.reveal_phone"),
        "forms": {name: bound.get(name) or form(auto_id=f"id_{name}_%s") for name, form in FORMS.items()},
    }
    return render(request, "intake/listing.html", context, status=status)


def _shown(rows, now):
    known.attach(rows, *_PEOPLE)
    for row in rows:
        row.shown_number, row.shown_state = masked_phone(row.number) or row.address or "–", row.state(now)
        row.state_label = STATES[row.shown_state]


urls = [
    path("listings/", listings, name="listings"),
    path("listings/propose/", propose_listing, name="propose_listing"),
    path("listings/<int:pk>/", listing, name="listing"),
    path("listings/<int:pk>/approve/", approve_listing, name="approve_listing"),
    path("listings/<int:pk>/decline/", decline_listing, name="decline_listing"),
    path("listings/<int:pk>/lift/", lift_listing, name="lift_listing"),
    path("listings/<int:pk>/reveal/", reveal_listing, name="reveal_listing"),
]
