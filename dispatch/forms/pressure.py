"""The forms by which the centre presses a unit: they name its part, and where the person goes on afterwards."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dispatch.forms.moves import MoveForm, one_of, words
from units import known

_BACK = ("silence",)
WITHIN = [
    (15, _("15 minutes")), (30, _("30 minutes")), (60, _("1 hour")), (120, _("2 hours")), (240, _("4 hours")),
    (24 * 60, _("24 hours")),
]  # fmt: skip


def open_parts(ticket):
    """The ticket's open parts with their units, the lead first; read once for a page."""
    if ticket.assigned_at is None:
        return []
    version, parts = getattr(ticket, "parts_at_work", (None, []))
    if version != ticket.version:
        parts = list(ticket.assignments.open().order_by("-part", "pk"))
        known.attach(parts, "unit")
        ticket.parts_at_work = ticket.version, parts
    return parts


class PressForm(MoveForm):
    part = one_of(_("Linkage unit"), [], widget=forms.RadioSelect)
    back = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(self, ticket, *args, **kwargs):
        super().__init__(ticket, *args, **kwargs)
        self.parts = {str(part.pk): part for part in open_parts(ticket)}
        part = self.fields["part"]
        part.choices = [
            (pk, f"{part.unit.label} · {part.get_part_display()} · {part.get_status_display()}")
            for pk, part in self.parts.items()
        ]
        if self.initial.get("part") not in self.parts:
            self.initial["part"] = next(iter(self.parts), None)

    def clean_part(self):
        return self.parts[self.cleaned_data["part"]]

    def clean_back(self):
        return self.cleaned_data["back"] if self.cleaned_data["back"] in _BACK else ""

    def place(self):
        back = self.cleaned_data["back"]
        return reverse(f"dispatch:{back}") if back else super().place()

    def facts(self):
        return {name: value for name, value in super().facts().items() if name != "back"}


class UrgeForm(PressForm):
    text = words(_("Words for the unit"), required=False, rows=2)


class SuperviseForm(PressForm):
    text = words(_("What the unit must answer"), hint=_("The units on the ticket read it too."))
    minutes = forms.TypedChoiceField(
        label=_("Answer within"), choices=WITHIN, initial=30, coerce=int,
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose from the list.")},
    )  # fmt: skip
