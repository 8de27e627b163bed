"""The forms of the duty-list editor. They clean input; which day a rule may begin on, the service decides."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dispatch.forms.chosen import ManyOf, OneOf
from dispatch.forms.find import day
from dispatch.models import RuleAssist
from dispatch.models.duty_list import Priority
from units.calendar import Kind

MOST_ANSWERS = 6
LARGEST = 1024 * 1024  # bytes of a file; the whole list has thirty thousand


def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def _whole(label, most, **more):
    return forms.IntegerField(label=label, min_value=1, max_value=most, **more)


class RuleForm(forms.Form):
    """`seen` is the state of the item's rules from which the form was drawn."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=60)
    valid_from = day(_("Holds from"))
    lead = OneOf(label=_("Lead"), error_messages={"required": _("Choose the unit that leads.")})
    lead_of_place = forms.BooleanField(
        label=_("The street office of the place leads"), required=False,
        help_text=_("Where the place is not known, the lead above does."),
    )  # fmt: skip
    assists = ManyOf(label=_("Assists"), required=False)
    of_place = forms.MultipleChoiceField(
        label=_("Assisting by the place"), required=False, choices=RuleAssist.Placeholder.choices,
        widget=forms.CheckboxSelectMultiple, error_messages={"invalid_choice": _("Choose from the list.")},
    )  # fmt: skip
    priority = forms.TypedChoiceField(label=_("Priority"), coerce=int, choices=Priority.choices)
    feedback_minutes = _whole(_("First feedback, minutes"), 120)
    resolve_hours = _whole(_("Result, hours"), 8760, help_text=_("Days count 24 hours each: 72 for three days."))
    resolve_by = forms.ChoiceField(label=_("Counted in"), choices=Kind.choices)

    def __init__(self, *args, units, rule=None, **kwargs):
        if rule is not None and not args:
            kwargs["initial"] = _said(rule) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].required = True
        for name, blank in (("lead", _("Choose")), ("assists", None)):
            self.fields[name].offer(units, blank=blank)
            self.fields[name].widget.attrs["data-combo"] = ""

    def clean(self):
        said = super().clean()
        kind, hours = said.get("resolve_by"), said.get("resolve_hours")
        if kind in (Kind.WORKING_DAYS, Kind.CALENDAR_DAYS) and hours and hours % 24:
            self.add_error("resolve_hours", gettext("Days are whole: give 24, 48, 72 …"))
        return said

    def facts(self):
        said = dict(self.cleaned_data)
        said["assists"] += [RuleAssist.Placeholder(name) for name in said.pop("of_place")]
        return said


def _said(rule):
    assists = list(rule.assists.all())
    return {
        "valid_from": tomorrow(), "lead": rule.lead_id, "lead_of_place": rule.lead_of_place, "priority": rule.priority,
        "assists": [assist.unit_id for assist in assists if assist.unit_id],
        "of_place": [assist.placeholder for assist in assists if assist.placeholder],
        "feedback_minutes": rule.feedback_minutes, "resolve_hours": rule.resolve_hours, "resolve_by": rule.resolve_by,
    }  # fmt: skip


class ConditionForm(forms.Form):
    """A question with its answers; an answer may name who leads then."""

    text = forms.CharField(label=_("Question"), max_length=120)
    text_en = forms.CharField(label=_("Question in English"), max_length=160, required=False)

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        for n in range(1, MOST_ANSWERS + 1):
            facts = {"n": n}
            self.fields[f"label_{n}"] = forms.CharField(
                label=gettext("Answer %(n)s") % facts, max_length=60, required=False
            )
            self.fields[f"label_en_{n}"] = forms.CharField(label=_("in English"), max_length=80, required=False)
            self.fields[f"lead_{n}"] = OneOf(label=pgettext_lazy("duty list", "leads then"), required=False)
            self.fields[f"lead_{n}"].offer(units, blank=_("as the rule says"))
            self.fields[f"lead_{n}"].widget.attrs["data-combo"] = ""

    @property
    def rows(self):
        """[(answer, in English, lead)] as bound fields."""
        return [[self[f"{name}_{n}"] for name in ("label", "label_en", "lead")] for n in range(1, MOST_ANSWERS + 1)]

    def clean(self):
        said = super().clean()
        if not self.errors and len(self._options(said)) < 2:
            self.add_error("label_1", gettext("A question has at least two answers."))
        return said

    @staticmethod
    def _options(said):
        rows = [
            (said.get(f"label_{n}"), said.get(f"label_en_{n}"), said.get(f"lead_{n}"))
            for n in range(1, MOST_ANSWERS + 1)
        ]
        return [(label, label_en or "", lead) for label, label_en, lead in rows if label]

    def facts(self):
        said = self.cleaned_data
        return {"text": said["text"], "text_en": said["text_en"], "options": self._options(said)}


class EndConditionForm(forms.Form):
    condition = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"), help_text=_("XLSX, or CSV in UTF-8 or GB18030, with the columns of the download."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )  # fmt: skip
    valid_from = day(_("New and changed rules hold from"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].required = True

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(gettext("The file is larger than 1 MB."))
        return file.read()


class ApplyForm(forms.Form):
    """What was tried: the rows as text, and a digest of the differences that were shown."""

    text = forms.CharField(
        widget=forms.Textarea(attrs={"hidden": True, "aria-hidden": "true"}), strip=False, max_length=2 * LARGEST
    )
    valid_from = day("")
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].required = True
        self.fields["valid_from"].widget = forms.HiddenInput()
