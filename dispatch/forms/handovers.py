"""Forms of the shift ledger: a remark to each line, what is broken, notes; and the word of who takes over."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dispatch import handovers
from dispatch.forms.moves import words
from units.conflict import ComparedMixin

_BIGGEST_VERSION = 2**31 - 1


class HandoverForm(ComparedMixin, forms.Form):
    equipment = words(_("Broken equipment"), required=False, hint=_("A line each: what, where, who was told."))
    notes = words(_("Notes for the next shift"), required=False, rows=4, hint=_("No names or numbers of callers."))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=_BIGGEST_VERSION)

    def __init__(self, handover, data=None, **kwargs):
        initial = {name: getattr(handover, name) for name in ("equipment", "notes", "version")}
        self.about = {line["key"]: line["number"] for line in handover.lines}
        for _code, _label, rows in handovers.sections(handover):
            self.about |= {row["key"]: row["words"] for row in rows}
        self.compared = {name: (name,) for name in (*(f"remark_{key}" for key in self.about), "equipment", "notes")}
        super().__init__(data, initial=initial, **kwargs)
        for key, about in self.about.items():
            label = gettext("Remark on %(number)s") % {"number": about}
            self.fields[f"remark_{key}"] = forms.CharField(
                label=label, required=False, max_length=200, initial=handover.remarks.get(key, ""),
                widget=forms.TextInput(attrs={"class": "input remark", "aria-label": label, "autocomplete": "off"}),
            )  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        self._errors.pop("version", None)
        if cleaned.get("version") is None:
            whole = gettext("The page was not whole. Load it again and repeat; what you typed is still there.")
            self.add_error(None, whole)
        return cleaned

    def remark(self, key):
        return self[f"remark_{key}"]

    def facts(self):
        """Keyword arguments of the service."""
        said = {name: self.cleaned_data[name] for name in ("equipment", "notes", "version")}
        return {**said, "remarks": {key: self.cleaned_data[f"remark_{key}"] for key in self.about}}


class TakeForm(forms.Form):
    text = words(
        _("Your own word"), required=False, rows=2, hint=_("Where you see it otherwise, or what you found in addition.")
    )
