"""What a unit looks for among its own parts."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dispatch.forms.filters import Filter
from dispatch.searching import understanding

_LABELS = {"number": _("Number"), "since": _("Opened from"), "until": _("Opened to")}


class HistoryForm(Filter):
    words = forms.CharField(
        label=_("Words, address, number or day"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"data-find": "", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    after = forms.CharField(required=False, max_length=60)

    def asked(self):
        """What the box was understood as: a number, days, and plain words."""
        return self.cleaned_data.get("words") or {}

    def read_as(self):
        """(label, value) of what was understood as something else than words."""
        return [(label, self.asked()[name]) for name, label in _LABELS.items() if name in self.asked()]

    def clean_words(self):
        typed = self.cleaned_data["words"]
        found = understanding.understood(typed, of_unit=True)
        words = found.get("words", ())
        if typed.strip() and (words or not found) and not any(len(word) > 1 for word in words):
            raise forms.ValidationError(
                gettext("One sign alone fits nearly everything: give two or more that stand together.")
            )
        return found
