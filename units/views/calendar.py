"""A year as the clocks count it, and the form that changes one of its days."""

from datetime import date

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from units import calendar as calendars
from units import clock, receipts
from units.calendar import year
from units.calendar.days import YEARS
from units.models import CalendarDay
from units.refusals import NotAllowed, Stale
from units.services import calendar as service
from units.templatetags.ui import clock_text
from units.views.registry import READERS

_WORKING = {"works": True, "free": False, "library": None}


class DayForm(forms.Form):
    """`seen` is the state of the day's row that the form was drawn from."""

    day = forms.DateField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    state = forms.ChoiceField(
        label=gettext_lazy("This day"), widget=forms.RadioSelect,
        choices=[
            ("works", gettext_lazy("is worked")),
            ("free", gettext_lazy("is free")),
            ("library", gettext_lazy("as by the library")),
        ],
    )  # fmt: skip
    name = forms.CharField(
        label=gettext_lazy("Name of the day"), required=False, max_length=60,
        help_text=gettext_lazy("The holiday, or the notice that orders it."),
    )  # fmt: skip

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day.year not in YEARS:
            raise forms.ValidationError(_("This year is not in the calendar."))
        return day


@never_cache
@require_safe
def calendar(request):
    if not any(request.user.has_perm(permission) for permission in READERS):
        raise PermissionDenied
    day = _day(request.GET.get("day", ""))
    return _page(request, day.year if day else _year(request.GET.get("year", "")), day)


@require_POST
def change_day(request):
    if not request.user.has_perm("units.manage_registry"):
        raise NotAllowed(_("Only a system administrator changes the calendar."))
    form = DayForm(request.POST)

    def act(said):
        facts = {"working": _WORKING[said["state"]], "name": said["name"], "seen": said["seen"]}
        service.change_day(said["day"], **facts, by=request.user)
        messages.success(request, _("The calendar is changed. Clocks that run already keep their end."))
        return f"{reverse('calendar')}?day={said['day']:%Y-%m-%d}"

    try:
        place = receipts.submit(request, form, act)
    except Stale as stale:
        return _again(request, form.cleaned_data["day"], stale)
    if place:
        return redirect(place)
    day = form.cleaned_data.get("day")
    return _page(request, day.year if day else _year(""), day, form, status=422)


def _again(request, day, stale):
    """Somebody was quicker: the day as it stands now, and what was typed in a form of that state."""
    kept = request.POST.copy()
    kept["seen"] = service.state_of(CalendarDay.objects.filter(day=day).first())
    form = DayForm(kept)
    facts = {"by": stale.facts["by"], "at": clock_text(stale.facts["at"])}
    form.add_error(
        None, _("%(by)s was quicker and changed this day at %(at)s. Look at it again before saving.") % facts
    )
    return _page(request, day.year, day, form, status=409)


def _page(request, number, day=None, form=None, status=200):
    shown, today = year.of(number), clock.local_day(clock.now())
    may = request.user.has_perm("units.manage_registry")
    facts = {
        "year": shown,
        "today": today,
        "day": shown.day(day) if day and may else None,
        "form": form or (_form(shown, day) if day and may else None),
        "may": may,
        "before": number - 1 if number - 1 in YEARS else None,
        "after": number + 1 if number + 1 in YEARS else None,
        "lacking": calendars.current().lacking(today) if may else [],
    }
    return render(request, "units/calendar.html", facts, status=status)


def _form(shown, day):
    row = next((row for row in shown.rows if row.day == day), None)
    changed = shown.day(day).row
    state = "library" if changed is None else "works" if changed.working else "free"
    name = changed.name if changed else ""
    return DayForm(initial={"day": f"{day:%Y-%m-%d}", "seen": service.state_of(row), "state": state, "name": name})


def _day(given):
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _year(given):
    """The year asked for, or the present one."""
    number = int(given) if given.isascii() and given.isdigit() and len(given) == 4 else 0
    return number if number in YEARS else clock.local_day(clock.now()).year
