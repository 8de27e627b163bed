"""Emergency facts as fields of a form: a number of each kind, "?" where there are some and nobody knows how many."""

import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from dispatch.forms.moves import MoveForm, words
from dispatch.models.emergency import MOST, UNKNOWN, Kind
from dispatch.services import Facts, emergency

NAMES = (*Kind.values, "substance")
_UNKNOWN = {"?", "不明", "不详", "未知", "若干"}
_HINT = _("0 to %(most)s, or ? where the number is not known.") % {"most": MOST}


class CountField(forms.CharField):
    """A number as it is said under pressure: full-width digits, 3人, "?" and 不明. Gives an int, UNKNOWN or None."""

    def __init__(self, kind):
        attrs = {
            "inputmode": "numeric",
            "autocomplete": "off",
            "class": "num count",
            "data-count": kind.value,
            "maxlength": 8,
        }
        super().__init__(label=kind.label, required=False, widget=forms.TextInput(attrs=attrs))

    def to_python(self, value):
        said = unicodedata.normalize("NFKC", super().to_python(value)[:20]).strip().rstrip("人名个").strip()
        if not said:
            return None
        if said in _UNKNOWN:
            return UNKNOWN
        if not (said.isascii() and said.isdigit() and int(said) <= MOST):
            raise forms.ValidationError(_HINT, code="invalid")
        return int(said)

    def prepare_value(self, value):
        return "?" if value == UNKNOWN else value

    def validate(self, value):
        pass

    def run_validators(self, value):
        pass


def add(form, facts=None):
    """Add the fields; `facts` are those that are known so far."""
    for kind in Kind:
        form.fields[kind.value] = CountField(kind)
    form.fields["substance"] = forms.CharField(
        label=_("Which goods"), required=False, max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": _("As on the plate: UN number, name")}),
    )  # fmt: skip
    for name in NAMES if facts else ():
        form.fields[name].initial = getattr(facts, name)


def said(form):
    """The facts that were typed, or None. Named goods without a number are there in a number that is not known."""
    data = form.cleaned_data
    facts = {name: data.get(name) for name in Kind.values} | {"substance": data.get("substance") or ""}
    if facts["substance"] and not facts["goods"]:
        facts["goods"] = UNKNOWN
    return Facts(**facts) if any(value is not None for name, value in facts.items() if name != "substance") else None


def levels():
    """What the page reckons with before it is sent: [[kind, from how many, priority, danger]]."""
    return [[kind.value, least, int(priority), danger] for kind, least, priority, danger in emergency.LEVELS]


class TellEmergencyForm(MoveForm):
    text = words(_("What is known"), required=False, rows=2)

    def __init__(self, ticket, *args, **kwargs):
        super().__init__(ticket, *args, **kwargs)
        add(self, emergency.known(ticket))
        self.order_fields([*NAMES, "text", "version"])

    def clean(self):
        cleaned = super().clean()
        facts = said(self)
        if facts is None and not set(NAMES) & set(self.errors):
            self.add_error("trapped", _("Say at least one number; 0 where there is none."))
        cleaned["facts"] = facts
        return cleaned

    def facts(self):
        return {"facts": self.cleaned_data["facts"], "text": self.cleaned_data["text"]}
