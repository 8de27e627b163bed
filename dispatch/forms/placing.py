"""What goes with the point of a place in every form that takes one: how it came, and whether somebody asked."""

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from dispatch.models.places import POINTED, PlaceSource
from units.places import pasted

# An address is the search for places (place.js); the addresses are known once the urls are.
SEARCHED = {"data-places": reverse_lazy("intake:places"), "data-position": reverse_lazy("intake:read_position")}


def source_field():
    """Set by the page's scripts together with the point; a word that nobody knows is as good as none."""
    return forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)


def verified_field(**attrs):
    return forms.BooleanField(label=_("Place verified"), required=False, widget=forms.CheckboxInput(attrs=attrs))


def read_pasted(said):
    """An address that is nothing but a position gives the point where none was set, also where no script ran."""
    position = pasted.read(said.get("address")) if said.get("lon") is None else None
    if position:
        said |= {"lon": position.lon, "lat": position.lat, "source": position.source}


def source_of(said, *, street=None):
    """The PlaceSource of cleaned data: the page's word counts where there is a point."""
    if said.get("lon") is None:
        return PlaceSource.LIST if street else PlaceSource.WORDS
    return said.get("source") if said.get("source") in POINTED else PlaceSource.MAP
