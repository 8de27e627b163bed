"""The duty list: its table, one item with its dated rules and questions, and the forms that change it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dispatch import duty_table
from dispatch.exports import csv_response
from dispatch.forms import duty_list as forms
from dispatch.forms.filters import units_and_streets
from dispatch.models import Item
from dispatch.services import rules
from units import clock, receipts
from units.refusals import NotAllowed, Stale
from units.templatetags.ui import clock_text

READERS = ("units.manage_registry", "dispatch.view_all_tickets")


def refuse_strangers(user):
    if not any(user.has_perm(permission) for permission in READERS):
        raise PermissionDenied


def refuse_readers(user):
    if not user.has_perm("units.manage_registry"):
        raise NotAllowed(_("Only a system administrator changes the duty list."))


@never_cache
@require_safe
def duty_list(request):
    refuse_strangers(request.user)
    majors = duty_table.table(_today())
    may = request.user.has_perm("units.manage_registry")
    context = {"majors": majors, "count": sum(map(len, majors.values())), "may": may}
    return render(request, "dispatch/duty_list.html", context)


@require_safe
def duty_list_file(request):
    """Today's list in the columns of the import: change it in a spreadsheet and bring it back."""
    refuse_strangers(request.user)
    return csv_response(f"duty-list-{_today():%Y%m%d}", duty_table.FILE_COLUMNS, duty_table.file_rows(_today()))


@never_cache
@require_safe
def duty_item(request, code):
    refuse_strangers(request.user)
    return _page(request, _item(code))


@require_POST
def write_rule(request, code):
    """A rule from a day to come on."""
    refuse_readers(request.user)
    item = _item(code)
    form = forms.RuleForm(request.POST, units=units_and_streets()[0], auto_id="id_rule_%s")

    def act(said):
        rule = rules.write_rule(item, **form.facts(), by=request.user)
        messages.success(request, _("The rule holds from %(day)s.") % {"day": f"{rule.valid_from:%Y-%m-%d}"})
        return _place(item)

    try:
        place = receipts.submit(request, form, act)
    except Stale as stale:
        return _again(request, item, stale)
    return redirect(place) if place else _page(request, item, rule_form=form, status=422)


def _again(request, item, stale):
    """Somebody was quicker: the rules as they stand now, and what was typed in a form drawn from them."""
    kept = request.POST.copy()
    kept["seen"] = rules.state_of(item)
    form = forms.RuleForm(kept, units=units_and_streets()[0], auto_id="id_rule_%s")
    at = stale.facts["at"]
    form.add_error(None, f"{stale.sentence} {clock_text(at) if at else ''}".strip())
    return _page(request, item, rule_form=form, status=409)


@require_POST
def ask_condition(request, code):
    refuse_readers(request.user)
    item = _item(code)
    form = forms.ConditionForm(request.POST, units=units_and_streets()[0], auto_id="id_condition_%s")

    def act(said):
        rules.ask_condition(item, **form.facts(), by=request.user)
        messages.success(request, _("The question is asked from tomorrow on."))
        return _place(item)

    place = receipts.submit(request, form, act)
    return redirect(place) if place else _page(request, item, condition_form=form, status=422)


@require_POST
def end_condition(request, code):
    refuse_readers(request.user)
    item = _item(code)
    form = forms.EndConditionForm(request.POST)

    def act(said):
        rules.end_condition(item, condition=said["condition"], by=request.user)
        messages.success(request, _("The question is asked for the last time today."))
        return _place(item)

    place = receipts.submit(request, form, act)
    if place is None:
        sentences = [str(error) for errors in form.errors.values() for error in errors]
        return _page(request, item, refusal=" ".join(sentences), status=422)
    return redirect(place)


def _page(request, item, *, rule_form=None, condition_form=None, refusal="", status=200):
    today, may = _today(), request.user.has_perm("units.manage_registry")
    chapters = duty_table.chapters(item, today)
    context = {
        "item": item, "chapters": chapters, "may": may, "refusal": refusal, "today": today,
        "conditions": item.conditions.prefetch_related("options__lead"),
        "now": next((each for each in chapters if each.state == "now"), None),
    }  # fmt: skip
    if may:
        units = units_and_streets()[0]
        context["rule_form"] = rule_form or forms.RuleForm(
            units=units, rule=chapters[0].rule if chapters else None, auto_id="id_rule_%s",
            initial={"seen": rules.state_of(item)},
        )  # fmt: skip
        context["condition_form"] = condition_form or forms.ConditionForm(units=units, auto_id="id_condition_%s")
        context["open_condition"] = condition_form is not None
    return render(request, "dispatch/duty_item.html", context, status=status)


def _item(code):
    return get_object_or_404(Item.objects.select_related("major"), code=code)


def _place(item):
    return reverse("dispatch:duty_item", args=[item.code])


def _today():
    return clock.local_day(clock.now())


urls = [
    path("registry/duty-list/", duty_list, name="duty_list"),
    path("registry/duty-list/list.csv", duty_list_file, name="duty_list_file"),
    path("registry/duty-list/<slug:code>/", duty_item, name="duty_item"),
    path("registry/duty-list/<slug:code>/write_rule/", write_rule, name="write_rule"),
    path("registry/duty-list/<slug:code>/ask_condition/", ask_condition, name="ask_condition"),
    path("registry/duty-list/<slug:code>/end_condition/", end_condition, name="end_condition"),
]
