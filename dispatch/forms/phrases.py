"""The form of a phrase or template."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dispatch.forms.moves import one_of
from dispatch.models import Phrase
from units.conflict import ComparedMixin

_BIGGEST_VERSION = 2**31 - 1


class PhraseForm(ComparedMixin, forms.Form):
    """`whose` is one of those that this person keeps; it is not asked of one that stands already."""

    compared = {"kind": ("kind",), "words": ("words",), "sort": ("sort",)}

    version = forms.IntegerField(required=False, min_value=0, max_value=_BIGGEST_VERSION, widget=forms.HiddenInput)
    whose = one_of(_("Whose"), [])
    kind = one_of(_("Kind"), Phrase.Kind.choices)
    words = forms.CharField(
        label=_("Words"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say it in words.")},
        help_text=_(
            "In a template {place}, {item}, {unit} and {number} are filled in from the open record."
            " No names or numbers of callers."
        ),
    )  # fmt: skip
    sort = forms.IntegerField(
        label=_("Place in the list"),
        required=False,
        min_value=1,
        max_value=99,
        help_text=_("The first nine have a number key."),
    )

    def __init__(self, data=None, *, whose, phrase=None, **kwargs):
        initial = {"kind": Phrase.Kind.PHRASE, "whose": whose[0][0] if whose else ""}
        if phrase:
            initial = {name: getattr(phrase, name) for name in ("kind", "words", "sort", "version")}
        super().__init__(data, initial=initial, **kwargs)
        self.fields["kind"].choices = Phrase.Kind.choices
        self.fields["whose"].choices = whose
        if phrase or len(whose) == 1:
            del self.fields["whose"]
