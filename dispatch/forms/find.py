"""What a ticket is looked for by."""

import re
from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dispatch.forms.chosen import OneOf
from dispatch.forms.filters import Filter, units_and_streets
from dispatch.models import Item
from dispatch.models.duty_list import Priority
from dispatch.searching import understanding, walking
from dispatch.workflow import Stage
from units import known, measures
from units.models import Community

_NUMBER = re.compile(r"[TY]?[0-9-]+")
_LIST = {"invalid_choice": _("Choose from the list.")}
_DAY = {"invalid": _("Give a day like 2026-08-22.")}


_BOUNDS = [MinValueValidator(date(2000, 1, 1), _DAY["invalid"]), MaxValueValidator(date(2099, 12, 31), _DAY["invalid"])]


def day(label):
    return forms.DateField(
        label=label, required=False, input_formats=["%Y-%m-%d"], error_messages=_DAY, validators=_BOUNDS,
        widget=forms.DateInput(attrs={"type": "date", "min": "2000-01-01", "max": "2099-12-31"}, format="%Y-%m-%d"),
    )  # fmt: skip


class FindForm(Filter):
    words = forms.CharField(
        label=_("Any words"), required=False, max_length=200,
        widget=forms.TextInput(attrs={
            "data-find": "", "autocomplete": "off", "spellcheck": "false",
            "placeholder": _("Words, a number, a telephone, a day, a unit, an item’s code"),
        }),
    )  # fmt: skip
    number = forms.CharField(
        label=_("Number"), required=False, max_length=24,
        widget=forms.TextInput(attrs={"placeholder": "T20260822-0042", "autocomplete": "off"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Caller's phone"), required=False, max_length=32,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Caller's name"), required=False, max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    unit = OneOf(label=_("Linkage unit"), required=False)
    item = OneOf(label=_("Item"), required=False)
    major = OneOf(label=_("Major"), required=False)
    street = OneOf(label=_("Street office or township"), required=False)
    community = OneOf(label=_("Community"), required=False)
    stage = forms.ChoiceField(
        label=_("Stage"), required=False, choices=[("", _("All stages")), *Stage.choices], error_messages=_LIST
    )
    priority = forms.TypedChoiceField(
        label=_("Priority"), required=False, coerce=int, empty_value=None, error_messages=_LIST,
        choices=[("", _("All priorities")), *Priority.choices],
    )  # fmt: skip
    since = day(_("Opened from"))
    until = day(_("Opened to"))
    opened = day(_("Opened on"))
    # a figure of the supervisor's day: which measure, of which day, which of its two parts
    measure = forms.CharField(required=False, max_length=60, label=_("Figure"))
    day = day(_("Day"))
    part = forms.ChoiceField(
        required=False, label=_("Part"), error_messages=_LIST,
        choices=[("", ""), *[(part, part) for part in (measures.WHOLE, measures.PART, measures.REST)]],
    )  # fmt: skip
    only_open = forms.BooleanField(label=_("Open ones only"), required=False)
    open_first = forms.BooleanField(label=_("Open ones first"), required=False)
    before = forms.CharField(required=False, max_length=60)
    counted = forms.IntegerField(required=False, min_value=0, max_value=walking.COUNTED + 1)  # by the first page

    shown = (
        "words",
        "number",
        "phone",
        "name",
        "unit",
        "item",
        "stage",
        "street",
        "priority",
        "since",
        "until",
        "open_first",
    )

    def __init__(self, *args, may_phone, **kwargs):
        super().__init__(*args, **kwargs)
        units, streets = units_and_streets()
        items = list(Item.objects.select_related("major"))
        majors = {item.major_id: item.major for item in items}
        self.fields["unit"].offer(units, blank=_("All units"))
        self.fields["street"].offer(streets, blank=_("All streets"))
        self.fields["community"].offer(known.every(Community), blank="")
        self.fields["item"].offer(items, blank=_("All items"), value="code", code=True)
        self.fields["major"].offer(majors.values(), blank="", value="code")
        for name in ("unit", "street", "item"):
            self.fields[name].widget.attrs["data-combo"] = ""
        if not may_phone:
            del self.fields["phone"], self.fields["name"]
        self._may_phone = may_phone

    def kept(self):
        """As ever, with the box taken apart; a field of its own goes before what the box was understood as."""
        kept = super().kept()
        typed = kept.pop("words", "")
        self.read_as = understanding.understood(typed, may_phone=self._may_phone)
        words = self.read_as.get("words", ())
        if typed and (words or not self.read_as) and not any(len(word) > 1 for word in words):
            self.add_error(
                "words", gettext("One sign alone fits nearly everything: give two or more that stand together.")
            )
            self.read_as.pop("words", None)
        return self.read_as | kept

    def ignored(self):
        """Sentences for what has no field of its own; the others stand at their field."""
        return super().ignored(but=self.shown)

    def visible(self):
        return [self[name] for name in self.shown if name in self.fields]

    def clean_until(self):
        until, since = self.cleaned_data["until"], self.cleaned_data.get("since")
        if until and since and until < since:
            raise forms.ValidationError(gettext("The last day lies before the first."))
        return until

    def clean_number(self):
        number = self.cleaned_data["number"].strip().upper()
        if number and not _NUMBER.fullmatch(number):
            raise forms.ValidationError(gettext("A number looks like T20260822-0042; its last digits are enough."))
        return number

    def clean_phone(self):
        phone = re.sub(r"[\s()\-]", "", self.cleaned_data["phone"])
        if phone and not re.fullmatch(r"\+?[0-9*#]{2,31}", phone):
            raise forms.ValidationError(gettext("A phone number has digits only."))
        return phone

    def clean_name(self):
        name = self.cleaned_data["name"].strip()
        if len(name) == 1:
            raise forms.ValidationError(gettext("Give at least the first two letters of the name."))
        return name

    def clean_measure(self):
        code = self.cleaned_data["measure"]
        if not code:
            return None
        if (measure := measures.get(code)) is None:
            raise forms.ValidationError(gettext("There is no such figure."))
        return measure
