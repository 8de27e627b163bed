"""The arbiter's form: who leads, who assists, by which law and why, and whether the duty list should say so from now on."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dispatch.forms.chosen import ManyOf, OneOf
from dispatch.forms.find import day
from dispatch.forms.moves import MoveForm, words
from dispatch.services import Proposed


def tomorrow():
    """A rule that tickets may have been opened under stays as it is; a new one begins after today."""
    return timezone.localdate() + timedelta(days=1)


class RuleForm(MoveForm):
    lead = OneOf(label=_("Lead"), error_messages={"required": _("Choose the unit that leads.")})
    assists = ManyOf(
        label=_("Assists"), required=False, help_text=_("Who works on it and is not named here is released.")
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"), max_length=200, help_text=_("Law and article, or the rule of the list."),
        error_messages={"required": _("A ruling cites what it rests on.")},
    )  # fmt: skip
    text = words(_("Why"), hint=_("Both sides read this, and every dispatcher who meets such a ticket again."))
    amend = forms.BooleanField(label=_("Propose it for the duty list"), required=False)
    valid_from = day(_("Valid from"))
    amendment_text = words(
        _("For the administrator"), required=False, rows=2, hint=_("Why the list should change; no names of callers.")
    )

    def __init__(self, ticket, *args, units, **kwargs):
        super().__init__(ticket, *args, **kwargs)
        for name, blank in (("lead", _("Choose")), ("assists", None)):
            self.fields[name].offer(units, blank=blank)
            self.fields[name].widget.attrs["data-combo"] = ""
        self.fields["valid_from"].initial = tomorrow()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("amend"):
            if not cleaned.get("valid_from") and "valid_from" not in self.errors:
                self.add_error("valid_from", gettext("Say from which day on."))
            if not cleaned.get("amendment_text") and "amendment_text" not in self.errors:
                self.add_error("amendment_text", gettext("Tell the administrator why."))
        return cleaned

    def facts(self):
        said = self.cleaned_data
        proposed = Proposed(said["valid_from"], said["amendment_text"]) if said["amend"] else None
        return {name: said[name] for name in ("lead", "assists", "legal_basis", "text")} | {"amendment": proposed}
