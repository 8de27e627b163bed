"""The duty roster of a unit: who is there now, the week, and its lead's changes."""

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dispatch.views.own_unit import own_unit
from units import clock, duty, receipts
from units.refusals import BadInput

_TIME = {
    "invalid": gettext_lazy("Give a time, as on a clock."),
    "required": gettext_lazy("Give a time, as on a clock."),
}
_DAY = {"invalid": gettext_lazy("Give a day."), "required": gettext_lazy("Give a day.")}
_AHEAD = timedelta(days=366)


def _time(label, initial, hint=""):
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, initial=initial, help_text=hint, widget=widget, error_messages=_TIME)


class TurnForm(forms.Form):
    person = forms.ChoiceField(
        label=gettext_lazy("Who"),
        error_messages={
            "required": gettext_lazy("Choose somebody of your unit."),
            "invalid_choice": gettext_lazy("Choose somebody of your unit."),
        },
    )
    day = forms.DateField(
        label=gettext_lazy("Day"), error_messages=_DAY,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    begins = _time(gettext_lazy("From"), "08:00")
    ends = _time(gettext_lazy("Until"), "20:00", gettext_lazy("At or before the beginning: the next day."))

    def __init__(self, people, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.fields["person"].choices = [("", _("Choose")), *((pk, each.label) for pk, each in self.people.items())]

    def clean_day(self):
        day, today = self.cleaned_data["day"], timezone.localdate()
        if not today - timedelta(days=1) <= day <= today + _AHEAD:
            raise forms.ValidationError(_("Choose a day from yesterday to a year ahead."))
        return day

    def facts(self):
        said = self.cleaned_data
        starts_at, ends_at = duty.turn(said["day"], said["begins"], said["ends"])
        return {"person": self.people[said["person"]], "starts_at": starts_at, "ends_at": ends_at}


@never_cache
@require_safe
def roster(request):
    unit, units = own_unit(request)
    return _page(request, unit, units, _monday(request.GET.get("week", "")))


@never_cache
@require_POST
def put_on_duty(request):
    unit, units = own_unit(request)
    form = TurnForm(duty.people_of(unit.pk), request.POST)

    def act(said):
        made = duty.put_on_duty(unit, **form.facts(), by=request.user)
        messages.success(request, _("%(name)s is on the roster.") % {"name": made.user.label})
        return _address(unit, said["day"])

    place = receipts.submit(request, form, act)
    if place:
        return redirect(place)
    day = form.cleaned_data.get("day") or timezone.localdate()
    return _page(request, unit, units, _monday(f"{day}"), form=form, status=422)


class _Strike(forms.Form):
    turn = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    week = forms.DateField(required=False)


@never_cache
@require_POST
def take_off_duty(request):
    unit, _units = own_unit(request)
    form = _Strike(request.POST)

    def act(said):
        duty.take_off_duty(unit, duty_id=said["turn"], by=request.user)
        messages.success(request, _("Struck off the roster."))
        return _address(unit, said["week"] or timezone.localdate())

    place = receipts.submit(request, form, act)
    if place is None:
        raise BadInput(_("The page was not whole. Load it again and repeat; what you typed is still there."))
    return redirect(place)


def _address(unit, day):
    return f"{reverse('dispatch:roster')}?unit={unit.pk}&week={day}"


def _monday(text):
    """The Monday of the week that holds the day of the address, or today."""
    today = timezone.localdate()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = today
    if abs(day - today) > 2 * _AHEAD:
        day = today
    return day - timedelta(days=day.weekday())


def _page(request, unit, units, monday, *, form=None, status=200):
    now, may = clock.now(), duty.may_keep(request.user, unit.pk)
    today, week = timezone.localdate(now), timedelta(days=7)
    if form is None and may:
        form = TurnForm(duty.people_of(unit.pk), initial={"day": max(monday, today)})
    context = {
        "unit": unit, "units": units, "now": now, "present": duty.on_duty(unit.pk, now), "days": _days(unit, monday, today),
        "first": monday, "last": monday + timedelta(days=6), "before": monday - week, "after": monday + week,
        "this_week": monday <= today < monday + week, "form": form if may else None,
    }  # fmt: skip
    return render(request, "dispatch/roster.html", context, status=status)


def _days(unit, monday, today):
    """[(day, whether it is today, turns)] of a week; a turn of the night before stands on the first day that is shown."""
    found = {monday + timedelta(days=n): [] for n in range(7)}
    for turn in duty.turns(unit.pk, monday):
        found.setdefault(max(timezone.localdate(turn.starts_at), monday), []).append(turn)
    return [(day, day == today, found[day]) for day in sorted(found)][:7]


urls = [
    path("inbox/roster/", roster, name="roster"),
    path("inbox/roster/put/", put_on_duty, name="put_on_duty"),
    path("inbox/roster/strike/", take_off_duty, name="take_off_duty"),
]
