"""The forms by which a ticket gets more units or fewer, and by which tickets hang together."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dispatch import finding, kin
from dispatch.forms.chosen import ManyOf, OneOf
from dispatch.forms.moves import MoveForm, one_of, words
from dispatch.models import Assignment, Item, Link, Ticket
from dispatch.workflow import Stage
from units import known


class OneRow(forms.ChoiceField):
    """One of the few rows that hang on the ticket; cleans to the row.

    Those that ended are not shown but understood: the service says what became of them, and a form that is sent twice
    gets its answer twice.
    """

    widget = forms.RadioSelect
    default_error_messages = {"required": _("Choose one."), "invalid_choice": _("Choose from the list.")}

    def offer(self, rows, shown):
        """`shown` = {row: words}, among `rows`."""
        self.rows = {str(row.pk): row for row in rows}
        self.choices = [(str(row.pk), words) for row, words in shown.items()]
        if len(shown) == 1:
            self.initial = self.choices[0][0]

    def valid_value(self, value):
        return value in self.rows

    def clean(self, value):
        return self.rows[super().clean(value)]


class AddAssistForm(MoveForm):
    assists = ManyOf(
        label=_("Assists"), help_text=_("Several at once; each has clocks of its own."),
        error_messages={"required": _("Choose the units that help.")},
    )  # fmt: skip
    text = words(_("Words for the units"), required=False, rows=2)

    def __init__(self, ticket, *args, units, busy, **kwargs):
        super().__init__(ticket, *args, **kwargs)
        here = set(ticket.assignments.open().values_list("unit_id", flat=True))

        def memo(unit):
            if unit.pk in here:
                return gettext("at work here")
            return gettext("%(n)s open") % {"n": busy[unit.pk]} if unit.pk in busy else ""

        self.fields["assists"].offer(units, memo=memo)
        self.fields["assists"].widget.attrs["data-combo"] = ""


class ReleaseForm(MoveForm):
    part = OneRow(label=_("Assist"))
    text = words(_("Why it is not needed any more"), rows=2, hint=_("The unit reads this."))

    def __init__(self, ticket, *args, **kwargs):
        super().__init__(ticket, *args, **kwargs)
        parts = list(ticket.assignments.filter(part=Assignment.Part.ASSIST).order_by("pk"))
        known.attach(parts, "unit")
        shown = {part: f"{part.unit.label} · {part.get_status_display()}" for part in parts if part.is_open}
        self.fields["part"].offer(parts, shown)


class OtherForm(MoveForm):
    """Names another ticket by its number, which must be one that this reader may see."""

    needs_version = False
    number = forms.CharField(
        label=_("Number of the other ticket"), max_length=24, help_text=_("Its last digits are enough."),
        error_messages={"required": _("Give the number of the other ticket.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "T20260822-0042"}),
    )  # fmt: skip

    def __init__(self, ticket, *args, user, **kwargs):
        super().__init__(ticket, *args, **kwargs)
        self.user = user

    def clean_number(self):
        number = self.cleaned_data["number"].strip().upper()
        found = list(finding.by_number(Ticket.objects.visible_to(self.user), number).order_by("-opened_at")[:2])
        if not found:
            raise forms.ValidationError(gettext("There is no such ticket."))
        if len(found) > 1:
            raise forms.ValidationError(gettext("Several tickets match; give the whole number."))
        if found[0].pk == self.ticket.pk:
            raise forms.ValidationError(gettext("This is the ticket itself."))
        return found[0]

    def facts(self):
        said = super().facts()
        return {"other": said.pop("number"), **said}


class LinkForm(OtherForm):
    kind = one_of(
        _("This ticket is"), [(kind.value, kind.label) for kind in (Link.Kind.RELATED, Link.Kind.CHILD)],
        widget=forms.RadioSelect,
    )  # fmt: skip
    text = words(_("Why"), required=False, rows=2)
    field_order = ["kind", "number", "text"]


class MergeForm(OtherForm):
    """This ticket is the duplicate: it closes, and the other goes on."""

    needs_version = True
    text = words(
        _("Why they are the same matter"), rows=2, hint=_("The units of this ticket read it; their parts end.")
    )
    field_order = ["number", "text"]


class UnmergeForm(MoveForm):
    text = words(_("Why they are different matters"), rows=2)


class SplitForm(MoveForm):
    item = OneOf(label=_("Item of the part"), error_messages={"required": _("Choose the item.")})
    words = words(_("What this part is about"), hint=_("Its unit reads this, and not the rest of the ticket."))
    lead = OneOf(label=_("Send it at once to"), required=False, help_text=_("Left empty, it waits for the dispatcher."))
    rest = forms.BooleanField(
        label=_("Something remains to be assigned under this number as well"), required=False, initial=True
    )

    def __init__(self, ticket, *args, units, **kwargs):
        super().__init__(ticket, *args, **kwargs)
        self.fields["item"].offer(known.every(Item), blank=_("Choose"), value="code", code=True)
        self.fields["lead"].offer(units, blank=_("Nobody yet"))
        for name in ("item", "lead"):
            self.fields[name].widget.attrs["data-combo"] = ""
        if ticket.stage != Stage.ASSIGNMENT:
            del self.fields["rest"]


class ReviewRepeatForm(MoveForm):
    needs_version = False
    text = words(_("What follows"), hint=_("Why does it come again, and who sees to it that it ends?"))


class UnlinkForm(MoveForm):
    needs_version = False
    link = OneRow(label=_("Link"))
    text = words(_("Why"), required=False, rows=2)

    def __init__(self, ticket, *args, user, **kwargs):
        super().__init__(ticket, *args, **kwargs)
        links = [each for each in kin.of(ticket, user, ended=True) if each.link.kind != Link.Kind.MERGED]
        shown = {each.link: f"{each.how} {each.other.number}" for each in links if each.link.ended_at is None}
        self.fields["link"].offer([each.link for each in links], shown)
