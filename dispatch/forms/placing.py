"""What goes with the point of a place in every form that takes one: how it came, and whether somebody asked."""

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from dispatch.models.places import POINTED, PlaceSource
from units import distances
from units.places import pasted

# An address is the search for places (place.js); the addresses are known once the urls are.
SEARCHED = {"data-places": reverse_lazy("intake:places"), "data-position": reverse_lazy("intake:read_position")}

SAME_POINT = 50  # metres


def source_field():
    """Set by the page's scripts together with the point; a word that nobody knows is as good as none."""
    return forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)


def verified_field(**attrs):
    return forms.BooleanField(label=_("Place verified"), required=False, widget=forms.CheckboxInput(attrs=attrs))


def read_pasted(form, said, *, words="address", source="source"):
    """An address that is nothing but a position gives the point where none was set, also where no script ran.

    Where one was just written and another point stands, the field says so: either may be the one that is meant.
    """
    position = pasted.read(said.get(words))
    if not position:
        return
    if said.get("lon") is None:
        said |= {"lon": position.lon, "lat": position.lat, source: position.source}
        return
    apart = distances.metres(said["lon"], said.get("lat"), position.lon, position.lat)
    if apart is not None and apart > SAME_POINT and said[words] != form.fields[words].initial:
        sentence = _(
            "This position lies %(metres)s m from the point that is set. ↓ finds it; clear this field to keep the point."
        )
        form.add_error(words, sentence % {"metres": apart})


def source_of(said, *, street=None):
    """The PlaceSource of cleaned data: the page's word counts where there is a point."""
    if said.get("lon") is None:
        return PlaceSource.LIST if street else PlaceSource.WORDS
    return said.get("source") if said.get("source") in POINTED else PlaceSource.MAP
