"""Forms of proposals for the duty list: made from a lesson, accepted from a day on, or declined with a reason."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dispatch.forms.chosen import ManyOf, OneOf
from dispatch.forms.filters import units_and_streets
from dispatch.forms.find import day
from dispatch.forms.moves import words
from dispatch.forms.ruling import tomorrow
from dispatch.models import Item


def _needed_day():
    field = day(_("Valid from"))
    field.required = True
    field.error_messages["required"] = _("Say from which day on.")
    return field


class ProposeForm(forms.Form):
    """From a ticket for which no item fitted: what the list should say of such matters."""

    item = OneOf(label=_("Item"), error_messages={"required": _("Choose the item that fits.")})
    lead = OneOf(label=_("Lead"), error_messages={"required": _("Choose the unit that leads.")})
    assists = ManyOf(label=_("Assists"), required=False)
    valid_from = _needed_day()
    text = words(_("For the administrator"), hint=_("Why the list should change; no names of callers."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        units = units_and_streets()[0]
        self.fields["item"].offer(Item.objects.filter(is_backstop=False), blank=_("Choose"), value="code", code=True)
        self.fields["lead"].offer(units, blank=_("Choose"))
        self.fields["assists"].offer(units)
        for name in ("item", "lead", "assists"):
            self.fields[name].widget.attrs["data-combo"] = ""


class AcceptForm(forms.Form):
    valid_from = _needed_day()
    text = words(_("Remark"), required=False, rows=2)

    def __init__(self, amendment, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = max(amendment.valid_from, tomorrow())


class DeclineForm(forms.Form):
    text = words(_("Why it is declined"), rows=2)

    def __init__(self, amendment, *args, **kwargs):
        super().__init__(*args, **kwargs)
