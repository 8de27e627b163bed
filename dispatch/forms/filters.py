"""What lists are narrowed by. A value that cannot be read is left out, and a sentence says so; it never fails a page."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dispatch.forms.chosen import OneOf
from dispatch.models import Item
from dispatch.models.duty_list import Priority
from dispatch.workflow import LIVE, Stage
from units import known
from units.models import Unit

QUEUES = [stage for stage in Stage if stage in LIVE]


class Filter(forms.Form):
    """A GET form that keeps what it understands."""

    def kept(self):
        """The values that were given and understood."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [], False)}

    def ignored(self, but=()):
        """One sentence for each value that was left out."""
        return [
            gettext("“%(field)s” was left out: %(reason)s")
            % {"field": self.fields[name].label, "reason": " ".join(errors)}
            for name, errors in self.errors.items()
            if name in self.fields and name not in but
        ]


def units_and_streets():
    """All units in force today: (whom tickets go to, street offices)."""
    today = timezone.localdate()

    def ask():
        units = [u for u in known.every(Unit) if u.kind != Unit.Kind.CENTRE and u.is_in_force(today)]
        return units, [unit for unit in units if unit.kind == Unit.Kind.STREET]

    return known.answer(("units in force", today), ask)


class PrecedentFilter(Filter):
    item = OneOf(required=False, label=_("Item"))
    after = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput, label=_("After")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].offer(known.every(Item), blank=_("All items"), value="code", code=True)
        self.fields["item"].widget.attrs |= {"data-combo": "", "data-submit": ""}


class BoardFilter(Filter):
    stage = forms.ChoiceField(required=False, widget=forms.HiddenInput, label=_("Stage"))
    overdue = forms.BooleanField(required=False, widget=forms.HiddenInput, label=_("Overdue"))
    unit = OneOf(required=False, label=_("Linkage unit"))
    street = OneOf(required=False, label=_("Street office or township"))
    priority = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, choices=[("", _("All priorities")), *Priority.choices],
        label=_("Priority"), error_messages={"invalid_choice": _("Choose from the list.")},
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        units, streets = units_and_streets()
        self.fields["stage"].choices = [("all", _("All open")), *[(stage.value, stage.label) for stage in QUEUES]]
        self.fields["stage"].error_messages["invalid_choice"] = _("There is no such queue.")
        self.fields["unit"].offer(units, blank=_("All units"))
        self.fields["street"].offer(streets, blank=_("All streets"))
        for name in ("unit", "street"):
            self.fields[name].widget.attrs["data-combo"] = ""
        for name in ("unit", "street", "priority"):
            self.fields[name].widget.attrs["data-submit"] = ""
