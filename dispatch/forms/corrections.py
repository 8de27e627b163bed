"""Forms of what turns out otherwise than it was taken down: words and place, and the item."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dispatch.forms import placing
from dispatch.forms.chosen import OneOf
from dispatch.forms.filters import units_and_streets
from dispatch.forms.moves import MoveForm, words
from dispatch.models import Item
from dispatch.services import Place
from units.conflict import ComparedMixin


def _hidden_number(limit):
    return forms.FloatField(required=False, min_value=-limit, max_value=limit, widget=forms.HiddenInput)


class CorrectForm(ComparedMixin, MoveForm):
    compared = {
        "words": ("words",),
        "address": ("address",),
        "street": ("street",),
        "point": ("lon", "lat"),
        "verified": ("verified",),
    }
    text = words(_("What was asked, and whom"), rows=2, hint=_("Stays on the timeline beside what it stood before."))
    words = forms.CharField(
        label=_("In the caller's words"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    address = forms.CharField(
        label=_("Address"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", **placing.SEARCHED}),
    )  # fmt: skip
    street = OneOf(
        label=_("Street office or township"), required=False, help_text=_("Where a point is set, it follows from it.")
    )
    lon = _hidden_number(180)
    lat = _hidden_number(90)
    source = placing.source_field()
    verified = placing.verified_field()

    def __init__(self, ticket, *args, **kwargs):
        super().__init__(ticket, *args, **kwargs)
        self.fields["street"].offer(units_and_streets()[1], blank=_("not known"))
        self.fields["street"].widget.attrs["data-combo"] = ""
        for name in ("words", "address", "lon", "lat"):
            self.fields[name].initial = getattr(ticket, name)
        self.fields["street"].initial = ticket.street_id
        self.fields["verified"].initial = ticket.place_verified

    def clean(self):
        cleaned = super().clean()
        self._errors.pop("source", None)
        placing.read_pasted(self, cleaned)
        if {"lon", "lat"} & set(self.errors) or (cleaned.get("lon") is None) != (cleaned.get("lat") is None):
            for name in ("lon", "lat"):
                self._errors.pop(name, None)
            self.add_error(None, _("The point was not whole. Set it on the map again."))
        elif cleaned.get("lon") is None and not cleaned.get("address") and not cleaned.get("street"):
            self.add_error("address", _("A ticket has a place: an address, a street office or a point."))
        return cleaned

    def spoken_label(self, question):
        return _("Point on the map") if question == "point" else super().spoken_label(question)

    def spoken(self, question, values):
        if question != "point":
            return super().spoken(question, values)
        return ", ".join(str(value) for value in values if value not in (None, "")) or "–"

    def facts(self):
        said = self.cleaned_data
        place = Place(
            lon=said["lon"], lat=said["lat"], address=said["address"], street=said["street"],
            source=placing.source_of(said, street=said["street"]), verified=said["verified"],
        )  # fmt: skip
        return {"words": said["words"], "place": place, "text": said["text"]}


class ClassifyForm(MoveForm):
    item = OneOf(label=_("Item"), error_messages={"required": _("Choose the item that fits.")})
    text = words(_("Why this item"), rows=2)

    def __init__(self, ticket, *args, **kwargs):
        super().__init__(ticket, *args, **kwargs)
        self.fields["item"].offer(Item.objects.all(), blank=_("Choose"), value="code", code=True)
        self.fields["item"].widget.attrs["data-combo"] = ""
