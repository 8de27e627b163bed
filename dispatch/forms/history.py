"""What a unit looks for among its own parts."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dispatch.forms.filters import Filter
from dispatch.searching import walking


class HistoryForm(Filter):
    words = forms.CharField(
        label=_("Words, address or place"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"data-find": "", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    after = forms.CharField(required=False, max_length=60)

    def clean_words(self):
        """A list of plain words."""
        typed = self.cleaned_data["words"]
        words = walking.words_of(typed)
        if typed.strip() and not words:
            raise forms.ValidationError(
                gettext("One sign alone fits nearly everything: give two or more that stand together.")
            )
        return words
