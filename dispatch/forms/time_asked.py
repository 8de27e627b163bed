"""The forms by which the centre answers what a unit asks for. Where several things were asked, the form names which."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dispatch.forms.moves import MoveForm, one_of, words
from units.templatetags.ui import clock_text


class AnswerAskedForm(MoveForm):
    """`asked` names the manager of the ticket's rows; `field` is the service's word for the row."""

    asked, field = "", ""

    def __init__(self, ticket, *args, **kwargs):
        super().__init__(ticket, *args, **kwargs)
        rows = getattr(ticket, self.asked).select_related("assignment__unit", *self.more)
        self.rows = {str(row.pk): row for row in rows}
        waiting = [(pk, self.named(row)) for pk, row in self.rows.items() if row.state == "asked"]
        # The service judges whether it still waits: a form that is sent twice must come through here twice.
        which = one_of(_("Asked by"), [(pk, pk) for pk in self.rows], widget=forms.RadioSelect)
        which.widget.choices = waiting
        self.fields = {self.field: which, **self.fields}
        self.initial.setdefault(self.field, waiting[0][0] if waiting else None)

    more = ()

    def named(self, row):
        return f"{row.assignment.unit.label}: {row.text}"

    def facts(self):
        said = super().facts()
        return {**said, self.field: self.rows[said[self.field]]}


class GrantExtensionForm(AnswerAskedForm):
    asked, field = "extensions", "extension"
    text = words(_("Words for the unit"), required=False, rows=2)


class DeclineExtensionForm(AnswerAskedForm):
    asked, field = "extensions", "extension"
    text = words(_("Why it is declined"))


class SuspendForm(AnswerAskedForm):
    asked, field = "suspensions", "suspension"
    text = words(_("Words for the unit"), required=False, rows=2)

    def named(self, row):
        return f"{super().named(row)} → {clock_text(row.until)}"


class DeclineSuspensionForm(SuspendForm):
    text = words(_("Why it is declined"))


class ResumeForm(MoveForm):
    text = words(_("Why it goes on now"))


class ReviewAppealForm(AnswerAskedForm):
    asked, field, more = "appeals", "appeal", ("clock",)
    upholds = one_of(
        _("The clock"), [("1", _("is exempted: the unit could not have kept it")), ("0", _("stays missed"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    text = words(_("Why"))

    def named(self, row):
        return f"{row.clock.get_kind_display()}, {super().named(row)}"

    def facts(self):
        said = super().facts()
        return {**said, "upholds": said["upholds"] == "1"}
