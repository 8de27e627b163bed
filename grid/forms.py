"""What a collector fills in on the street: as few fields as can be, each wrong one with its sentence."""

from collections import Counter

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dispatch import lookup
from dispatch import services as dispatch
from dispatch.forms import placing
from dispatch.forms.moves import MoveForm
from dispatch.models import Item, PlaceSource, Verification
from dispatch.part_forms import PhotosField, yes_no
from dispatch.services import Place
from units import territory

# What is found on most patrols; those that the district's duty list does not hold fall out.
COMMON = ("1301", "1302", "1401", "1402", "1601", "1602", "1701", "1702", "1801", "1501", "2001", "0801")
TILES = 8
LATELY = 50  # own reports that are counted


def common_items(user):
    """Lines of the duty list for the tiles: what this collector reports most often of late, then the usual finds."""
    lately = user.reports.order_by("-at").values_list("ticket__item__code", flat=True)[:LATELY]
    own = sorted(Counter(lately).items(), key=lambda code_and_n: (-code_and_n[1], code_and_n[0]))
    codes = dict.fromkeys([*(code for code, _n in own[: TILES // 2]), *COMMON])
    lines = {line.value: line for line in lookup.items()}
    return [lines[code] for code in codes if code in lines][:TILES]


def _position(limit):
    return forms.FloatField(required=False, min_value=-limit, max_value=limit, widget=forms.HiddenInput)


class Point(forms.Form):
    lon = forms.FloatField(min_value=-180, max_value=180)
    lat = forms.FloatField(min_value=-90, max_value=90)


class ReportForm(forms.Form):
    photos = PhotosField(help_text=_("The whole place and the thing itself. At most 5."))
    lon = _position(180)
    lat = _position(90)
    accuracy = forms.FloatField(required=False, min_value=0, max_value=1e6, widget=forms.HiddenInput)
    position = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    place = forms.CharField(
        label=_("Place in words"),
        required=False,
        max_length=200,
        help_text=_("House, shop, lamp-pole."),
        widget=forms.TextInput(attrs={"autocomplete": "off", **placing.SEARCHED}),
    )
    item = forms.CharField(label=_("What is it?"), required=False, max_length=20)
    other_item = forms.CharField(label=_("Another item"), required=False, max_length=20)
    words = forms.CharField(
        label=_("In words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self):
        cleaned = super().clean()
        cleaned["item"] = self._item(cleaned.get("item") or cleaned.get("other_item"))
        self._place(cleaned)
        return cleaned

    def _item(self, code):
        if not code:
            self.add_error("item", gettext("Say what it is."))
            return None
        if code not in {line.value for line in lookup.items()}:
            self.add_error("item", gettext("Choose from the list."))
            return None
        return Item.objects.get(code=code)

    def _place(self, cleaned):
        """A point is needed: cell, street office and collector follow from it."""
        placing.read_pasted(self, cleaned, words="place", source="position")
        lon, lat = cleaned.get("lon"), cleaned.get("lat")
        for name in ("lon", "lat", "accuracy", "position"):
            self.errors.pop(name, None)  # hidden fields: their sentence stands at the place
        if lon is None or lat is None:
            self.add_error("place", gettext("Use your position, or tap the map."))
        elif territory.locate(lon, lat) is None:
            self.add_error("place", gettext("This point lies outside the district. Tap the right place on the map."))

    def facts(self):
        """Keyword arguments of `send_report`."""
        said = self.cleaned_data
        source = placing.source_of({**said, "source": said.get("position")})
        place = Place(lon=said["lon"], lat=said["lat"], address=said["place"], source=source)
        accuracy = said.get("accuracy") if source == PlaceSource.DEVICE else None
        return {"item": said["item"], "place": place, "words": said["words"], "accuracy_m": accuracy}


class AnswerForm(MoveForm):
    """The answer to an on-site verification: fixed or not, and what was seen. What is fixed is shown."""

    fixed = yes_no(_("Is it fixed?"))
    photos = PhotosField(help_text=_("The same place as in the earlier photo. At most 5."))
    text = forms.CharField(
        label=_("What you saw"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when it is not fixed: the unit works by it."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fixed"].choices = [("1", _("Fixed")), ("0", _("Not fixed"))]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("fixed") is False and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", gettext("Say what is not fixed."))
        if cleaned.get("fixed") and not cleaned.get("photos") and "photos" not in self.errors:
            self.add_error("photos", gettext("Show that it is done: take a photo."))
        return cleaned

    def answer(self, ticket, *, by, photos):
        said = self.cleaned_data
        verb = dispatch.verify if said["fixed"] else dispatch.reject
        verb(ticket, text=said["text"], by=by, version=said["version"], photos=photos)


class CheckForm(MoveForm):
    """The answer to a check before assignment: whether the matter is there at all."""

    found = yes_no(_("Is it there?"))
    photos = PhotosField(help_text=_("The whole place and the thing itself. At most 5."))
    text = forms.CharField(
        label=_("What you saw"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The dispatcher decides by it."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["found"].choices = [("1", _("Found as told")), ("0", _("Not found"))]

    def clean(self):
        """Whoever says that nothing is there shows the place (R7) and says where he looked."""
        cleaned = super().clean()
        if cleaned.get("found") is False:
            if not cleaned.get("text") and "text" not in self.errors:
                self.add_error("text", gettext("Say where you looked."))
            if not cleaned.get("photos") and "photos" not in self.errors:
                self.add_error("photos", gettext("Show the place: take a photo."))
        return cleaned

    def answer(self, ticket, *, by, photos):
        said = self.cleaned_data
        dispatch.check(ticket, found=said["found"], text=said["text"], by=by, version=said["version"], photos=photos)


def form_of(check, *args):
    """The form in which a collector answers this check."""
    return (CheckForm if check.kind == Verification.Kind.BEFORE else AnswerForm)(check.ticket, *args)
