"""Passing a call on, or asking a third party in: the form of whoever asks, and the answer of the seat that was asked."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from intake import services
from intake.forms import NumberField
from intake.models import Ring, Transfer
from intake.views import lines
from intake.views.doors import needs
from units import receipts
from units.models import Seat
from units.refusals import BadInput

take_call = needs("intake.take_call")


class TransferForm(forms.Form):
    """To a seat of the hall, or to a number outside with the name of whoever answers there."""

    way = forms.ChoiceField(
        label=gettext_lazy("How"), choices=Transfer.Way.choices, widget=forms.RadioSelect, initial="transfer"
    )
    to_seat = forms.ChoiceField(label=gettext_lazy("Seat"), required=False)
    to_number = NumberField(label=gettext_lazy("Number outside"), required=False, max_length=32)
    to_name = forms.CharField(label=gettext_lazy("Who answers there"), required=False, max_length=60)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        seats = Seat.objects.filter(occupant__in=services.takers()).exclude(occupant=user).select_related("occupant")
        choices = [(seat.code, f"{seat.code} {seat.occupant.label}") for seat in seats]
        self.fields["to_seat"].choices = [("", _("outside the hall")), *choices]

    def clean_to_number(self):
        number = self.cleaned_data["to_number"]
        if number and not (number.isascii() and number.lstrip("+").isdigit()):
            raise forms.ValidationError(_("A number has digits only."))
        return number

    def clean(self):
        data = super().clean()
        if bool(data.get("to_seat")) == bool(data.get("to_number")) and not {"to_seat", "to_number"} & set(self.errors):
            self.add_error("to_number", _("Choose a seat, or type a number outside: one of the two."))
        return data


@take_call
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request):
    """?ring= names the call that one holds."""
    if request.method != "POST":
        given = request.GET.get("ring", "")
        number = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
        ring = get_object_or_404(Ring.objects.visible_to(request.user).unsaved(), pk=number, holder=request.user)
        return _draw(request, ring, TransferForm(user=request.user))
    ring, form = lines.ring_of(request), TransferForm(request.POST, user=request.user)

    def act(said):
        services.transfer(ring, **said, by=request.user)
        messages.success(request, _("Asked. The call stays yours until the answer is there."))
        return lines.form_of(ring)

    place = receipts.submit(request, form, act)
    return redirect(place) if place else _draw(request, ring, form, status=422)


@take_call
@require_POST
def answer_transfer(request):
    """POST outcome=accepted, or refused with a reason."""
    ring = lines.ring_of(request)
    outcome, reason = request.POST.get("outcome", ""), request.POST.get("reason", "").replace("\x00", "").strip()[:200]
    if outcome not in Transfer.Outcome.values:
        raise BadInput(_("Say whether you take the call."))

    def act(_said):
        done = services.answer_transfer(ring, outcome=outcome, reason=reason, by=request.user)
        return lines.form_of(done) if done.holder_id == request.user.pk else reverse("intake:take")

    form = forms.Form(request.POST)
    place = receipts.submit(request, form, act)
    if place is None:
        raise BadInput(form.non_field_errors()[0])
    return lines.answer(request, place)


def _draw(request, ring, form, status=200):
    earlier = ring.transfers.select_related("by", "answered_by").order_by("-asked_at")[:5]
    context = {"ring": ring, "form": form, "earlier": earlier, "back": lines.form_of(ring)}
    return render(request, "intake/transfer.html", context, status=status)


urls = [
    path("calls/transfer/", transfer, name="transfer"),
    path("calls/transfer/answer/", answer_transfer, name="answer_transfer"),
]
