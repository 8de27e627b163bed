"""What goes with the point of a place in every form that takes one: how it came, and whether somebody asked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dispatch.models.places import POINTED, PlaceSource


def source_field():
    """Set by the page's scripts together with the point; a word that nobody knows is as good as none."""
    return forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)


def verified_field(**attrs):
    return forms.BooleanField(label=_("Place verified"), required=False, widget=forms.CheckboxInput(attrs=attrs))


def source_of(said, *, street=None):
    """The PlaceSource of cleaned data: the page's word counts where there is a point."""
    if said.get("lon") is None:
        return PlaceSource.LIST if street else PlaceSource.WORDS
    return said.get("source") if said.get("source") in POINTED else PlaceSource.MAP
