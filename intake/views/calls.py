"""The list of calls behind the day's figures. Numbers and names are masked, as everywhere.

A number that is looked for is sent as POST and never stands in an address; every other question leads to its address.
"""

from django import forms
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from dispatch import paging
from dispatch.models.tickets import masked_name, masked_phone
from intake import queries
from intake.forms import NumberField
from intake.models import Validity
from intake.views.doors import needs
from units import clock, known

A_PAGE = 50
YES_NO = {"1": True, "0": False}


class CallsFilter(forms.Form):
    """Everything may be left out. `valid` and `counted` are what the day page's figures link with."""

    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    validity = forms.ChoiceField(
        label=_("Validity"),
        choices=[("", _("All")), *Validity.choices],
        required=False,
        error_messages={"invalid_choice": _("Choose from the list.")},
    )
    number = NumberField(label=_("Caller's number"), required=False, max_length=32)
    valid = forms.TypedChoiceField(
        choices=[("1", ""), ("0", "")], coerce=YES_NO.get, required=False, empty_value=None, widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("Choose from the list.")},
    )  # fmt: skip
    counted = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day and not 1970 <= day.year < 9999:
            raise forms.ValidationError(_("There were no calls on that day. Choose another."))
        return day


@needs("dispatch.view_all_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def calls(request):
    today = clock.local_day(clock.now())
    query = (request.POST if request.method == "POST" else request.GET).copy()
    query.pop("csrfmiddlewaretoken", None)
    if request.method != "POST" or not query.get("number"):
        query.pop("number", None)
    if request.method == "POST" and "number" not in query:
        return redirect(f"{request.path}?{query.urlencode()}")
    query.setdefault("day", today.isoformat())
    form = CallsFilter(query)
    good = form.is_valid()
    wanted = {name: form.cleaned_data.get(name) for name in form.fields} if good else {"day": today}
    found = queries.calls_of(request.user, **wanted)
    before = query.get("before", "")
    page, following = paging.newest(found, before, A_PAGE, by="saved_at")
    _with_what_is_shown(page)
    context = {
        "form": form,
        "calls": page,
        "following": following,
        "first": not before,
        "day": wanted["day"],
        "may_list": request.user.has_perm("intake.take_call"),
        "today": today,  # a line of another day shows its date
        "count": found.order_by().count() if wanted["day"] else None,  # of one day; nobody counts all that ever rang
    }
    return render(request, "intake/calls.html", context, status=200 if good else 422)


def _with_what_is_shown(page):
    """Names from memory, masked numbers, and `drawn_from`: all that may change in the line of a call that is kept."""
    concerns = [concern for call in page for concern in call.concerns.all()]
    known.attach(page, "by")
    known.attach([concern.ticket for concern in concerns], "item")
    for call in page:
        call.shown_number, call.shown_name = masked_phone(call.number), masked_name(call.name)
        call.has_home = any(each.opened and each.ticket.lon is not None for each in call.concerns.all())
        call.drawn_from = [
            (each.ticket.number, each.ticket.item_id, each.opened, call.has_home) for each in call.concerns.all()
        ]


urls = [path("calls/", calls, name="calls")]
