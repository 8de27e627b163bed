"""The line that was typed, and the version of what its sentence spoke of."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 2100  # letters: a note of 2000 and what stands before it


class LineForm(forms.Form):
    line = forms.CharField(
        max_length=LONGEST, strip=True, label=_("Command"),
        error_messages={"required": _("Type a command; ? lists them."), "max_length": _("The line is too long.")},
    )  # fmt: skip
    version = forms.CharField(required=False, max_length=20)

    def sentence(self):
        return " ".join(sentence for errors in self.errors.values() for sentence in errors)
