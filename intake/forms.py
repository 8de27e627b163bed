"""The call form: one set of fields, four ways to end a call. What an ending does not need cannot hold it up."""

import datetime
import json
import unicodedata

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dispatch import lookup
from dispatch.forms import emergency, placing, questions
from dispatch.models import Item, Ticket
from dispatch.models.duty_list import Priority
from dispatch.models.emergency import Kind
from dispatch.services import Place, conditions, slots
from dispatch.workflow import Stage
from intake import places
from intake.models import WITHOUT_MATTER
from intake.services import Contact
from intake.widgets import LanguageSelect, LineSelect
from units import clock, interpreters

CALLER = {"number", "name", "words", "language", "wants_callback", "slot", "began"}
WHERE = {"place", "address", "lon", "lat", "verified"}
ENDINGS = {  # which fields each ending reads; errors in others are left alone
    "open": CALLER | WHERE | {"item", "priority", "danger", *emergency.NAMES},
    "record": CALLER | WHERE | {"item", "danger"},  # by a unit, of what came to it directly
    "join": CALLER | {"ticket", "danger", "priority", *emergency.NAMES},
    "advise": CALLER | {"advice"},
    "dismiss": CALLER | {"validity"},
    "look": {"number", "item", "words"} | WHERE,  # not an ending: what the matches are looked up by
}
DRAFTED = ("number", "name", "words", "place", "address", "lon", "lat", "source", "item", "priority", "advice", "of",
           "language", *emergency.NAMES)  # fmt: skip
NOTHING_ALONE = {"priority", "of", "source"}  # of a draft in which nothing else stands, nothing is kept
MOST_QUESTIONS = 9  # whose answers a draft keeps
_TOO_LONG = _("At most %(limit_value)d characters; this has %(show_value)d.")
_NO_CHOICE = {"invalid_choice": _("Choose from the list.")}
_SPOKEN = str.maketrans("", "", " -‐‑–—.()/ ")


class NumberField(forms.CharField):
    """A telephone number as people type it: full-width digits, blanks and hyphens are taken out."""

    def to_python(self, value):
        return unicodedata.normalize("NFKC", super().to_python(value)[:200]).translate(_SPOKEN)


class PlaceField(forms.CharField):
    """A line of the list of street offices and communities; gives (street office, community)."""

    def to_python(self, value):
        value = super().to_python(value)
        if not value:
            return None, None
        try:
            return places.named(value)
        except LookupError:
            raise forms.ValidationError(_NO_CHOICE["invalid_choice"], code="invalid") from None

    def validate(self, value):
        pass

    def run_validators(self, value):
        pass


def _text(limit, *, required=False, **more):
    field = forms.CharField(max_length=limit, required=required, **more)
    field.error_messages["max_length"] = _TOO_LONG
    for validator in field.validators:
        if getattr(validator, "code", "") == "max_length":
            validator.message = _TOO_LONG
    return field


def _hidden_number(limit):
    return forms.FloatField(required=False, min_value=-limit, max_value=limit, widget=forms.HiddenInput)


class CallForm(forms.Form):
    number = NumberField(
        label=_("Caller's number"),
        required=False,
        max_length=32,
        validators=[RegexValidator(r"^\+?[0-9*#]*$", _("A number has digits only. Leave it empty if it is unknown."))],
        widget=forms.TextInput(attrs={"inputmode": "tel", "class": "num", "autocomplete": "off"}),
    )
    name = _text(60, label=_("Caller's name"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    words = _text(4000, label=_("Caller's words"), widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}))
    place = PlaceField(
        label=_("Place"),
        required=False,
        widget=LineSelect(places.lines, {"data-placeholder": _("Street office or community")}),
    )
    address = _text(
        200,
        label=_("Address"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "placeholder": _("Road, number, landmark"), **placing.SEARCHED}
        ),
    )
    lon = _hidden_number(180)
    lat = _hidden_number(90)
    source = placing.source_field()
    verified = placing.verified_field(
        **{"data-key": "Alt+D", "aria-keyshortcuts": "Alt+D", "data-key-label": _("Place verified")}
    )
    item = forms.ModelChoiceField(
        Item.objects.all(),
        to_field_name="code",
        label=_("Item"),
        required=False,
        error_messages=_NO_CHOICE,
        widget=LineSelect(lookup.items, {"data-placeholder": _("Code, word or pinyin initials")}),
    )
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=[(level.value, f"P{level.value}") for level in Priority], coerce=int,
        required=False, empty_value=None, error_messages=_NO_CHOICE, widget=forms.RadioSelect,
    )  # fmt: skip
    danger = forms.BooleanField(
        label=_("Life in danger"), required=False,
        widget=forms.CheckboxInput(
            attrs={"data-key": "Alt+X", "aria-keyshortcuts": "Alt+X", "data-key-label": _("Life in danger")}
        ),
    )  # fmt: skip
    wants_callback = forms.BooleanField(label=_("Call back when it is done"), required=False, initial=True)
    slot = forms.ChoiceField(
        label=_("When to call back"), choices=[("", _("any time")), *slots.WISHES], required=False,
        error_messages=_NO_CHOICE, widget=forms.Select(attrs={"aria-label": _("When to call back")}),
    )  # fmt: skip
    language = _text(40, label=_("Language or dialect"), widget=LanguageSelect)
    of = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )  # a call just saved
    began = forms.FloatField(required=False, widget=forms.HiddenInput)  # epoch ms of the first key press
    advice = _text(
        4000, label=_("What the caller was told"), widget=forms.Textarea(attrs={"rows": 4, "autofocus": True})
    )
    validity = forms.ChoiceField(
        label=_("Why it carries no matter"),
        choices=[(v.value, v.label) for v in WITHOUT_MATTER],
        required=False,
        error_messages=_NO_CHOICE,
    )
    ticket = _text(24, label=_("Ticket"))

    def __init__(self, *args, ending="open", user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.ending, self.user = ending, user
        questions.add(self, _questions(self["item"].value()))
        emergency.add(self)

    @property
    def asked(self):
        """The fields of the questions that the chosen item asks."""
        return [self[questions.name_of(question)] for question in self.questions]

    @property
    def counts(self):
        """The fields of the emergency panel."""
        return [self[name] for name in emergency.NAMES]

    @property
    def counts_error(self):
        """What is wrong with numbers of the panel, said once and with their names, or ""."""
        wrong = [self[kind] for kind in Kind.values if self[kind].errors]
        if not wrong:
            return ""
        facts = {"fields": gettext(", ").join(str(field.label) for field in wrong), "error": wrong[0].errors[0]}
        return gettext("%(fields)s: %(error)s") % facts

    @property
    def levels(self):
        """What each number makes of the call, for the page to say before it is sent."""
        return json.dumps(emergency.levels())

    @property
    def interpreters(self):
        return interpreters.by_language().items()

    @property
    def is_emergency(self):
        return any(field.value() or field.errors for field in self.counts)

    def clean(self):
        self._read_the_point()
        read = ENDINGS[self.ending] | {
            questions.name_of(question) for question in self.questions if self.ending == "open"
        }
        for name in set(self.errors) - read:
            del self._errors[name]
        data = self.cleaned_data
        if "address" in read:
            placing.read_pasted(self, data)
        data["answers"], data["facts"] = questions.chosen(self), emergency.said(self)
        data["contact"], data["where"] = self._contact(data), self._where(data)
        getattr(self, f"_check_{self.ending}")(data)
        return data

    def _read_the_point(self):
        """The point's fields are hidden: what is wrong with them is said at the place. Half a point is none."""
        data, broken = self.cleaned_data, {"lon", "lat"} & set(self.errors)
        if broken or (data.get("lon") is None) != (data.get("lat") is None):
            data["lon"] = data["lat"] = None
            self.add_error("place", _("The point on the map could not be read. Click it again."))
            data.setdefault("place", (None, None))

    @staticmethod
    def _contact(data):
        try:
            began = datetime.datetime.fromtimestamp(data["began"] / 1000, tz=datetime.UTC)
        except (KeyError, TypeError, ValueError, OverflowError, OSError):
            began = None
        texts = {name: data.get(name, "") for name in ("number", "name", "words")}
        return Contact(
            **texts, entered_at=began, wants_callback=data.get("wants_callback", False), slot=data.get("slot", ""),
            of=data.get("of"), language=data.get("language", ""),
        )  # fmt: skip

    @staticmethod
    def _where(data):
        street, community = data.get("place") or (None, None)
        return Place(
            lon=data.get("lon"), lat=data.get("lat"), address=data.get("address", ""), street=street,
            community=community, source=placing.source_of(data, street=street), verified=data.get("verified", False),
        )  # fmt: skip

    def _check_open(self, data):
        where = data["where"]
        nowhere = where.lon is None and not where.street and not where.address
        if nowhere and not {"place", "address"} & set(self.errors):
            self.add_error("place", _("Say where: choose a place, type an address, or click the map."))
        if not data.get("item") and "item" not in self.errors:
            self.add_error("item", _("Choose the item. Its code, a word or its initials will do."))

    _check_record = _check_open

    def _check_advise(self, data):
        if not data.get("advice") and "advice" not in self.errors:
            self.add_error("advice", _("Write what the caller was told."))

    def _check_dismiss(self, data):
        if not data.get("validity") and "validity" not in self.errors:
            self.add_error("validity", _("Choose why this call carries no matter."))

    def _check_join(self, data):
        tickets = Ticket.objects.visible_to(self.user).exclude(stage=Stage.CLOSED)
        data["ticket"] = tickets.filter(number=data.get("ticket", "")).first()
        if data["ticket"] is None:
            self.add_error(None, _("There is no open ticket of this number that you may see. Choose it from the list."))

    def _check_look(self, data):
        """Matches are looked up by whatever is right so far."""


def _questions(code):
    """Those of the item whose code was chosen, as far as there is one."""
    return conditions.asked_by_code(code, clock.local_day(timezone.now())) if code else []


def drafted(data):
    """What of a half-typed form is worth keeping, cut to size; {} when nothing stands in it yet."""
    kept = {name: data.get(name, "").replace("\x00", "")[:5000] for name in DRAFTED}
    if not any(value.strip() for name, value in kept.items() if name not in NOTHING_ALONE):
        return {}
    told = [(name, data[name][:9]) for name in data if questions.NAMED.fullmatch(name) and data[name].isdecimal()]
    return {
        **dict(told[:MOST_QUESTIONS]),
        **kept,
        "wants_callback": bool(data.get("wants_callback")),
        "slot": data.get("slot", "")[:9],
        "danger": bool(data.get("danger")),
        "verified": bool(data.get("verified")),
    }
