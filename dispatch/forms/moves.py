"""The forms of the ticket's verbs. They clean input; `facts()` says it in the words of the service."""

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dispatch.forms import questions
from dispatch.forms.chosen import ManyOf, OneOf
from dispatch.models import Callback
from dispatch.models.tickets import Disposition
from dispatch.services import Reply, conditions, slots
from units import clock

D = Disposition
ON_THE_PHONE = (D.EXPLAINED, D.REFERRED, D.DUPLICATE, D.UNFOUNDED, D.WITHDRAWN, D.POLICY, D.POLICE)
AFTER_WORK = (D.ON_SITE, D.LATER, D.EXPLAINED, D.REFERRED, D.DUPLICATE, D.UNFOUNDED, D.WITHDRAWN, D.POLICY, D.POLICE)
_BIGGEST_VERSION = 2**31 - 1


def words(label, *, required=True, rows=3, hint=""):
    missing = {"required": _("Say it in words; they stay with the ticket.")}
    return forms.CharField(
        label=label, required=required, max_length=2000, help_text=hint, error_messages=missing,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def one_of(label, choices, *, required=True, hint="", widget=forms.Select):
    blank = [("", _("Choose"))] if required and widget is forms.Select else []
    messages = {"required": _("Choose one."), "invalid_choice": _("Choose from the list.")}
    return forms.ChoiceField(
        label=label,
        required=required,
        choices=[*blank, *choices],
        help_text=hint,
        error_messages=messages,
        widget=widget,
    )


def among(dispositions):
    return [(disposition.value, disposition.label) for disposition in dispositions]


class MoveForm(forms.Form):
    """Drawn for one ticket at one version; the version travels along and is the service's to judge."""

    needs_version = True
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=_BIGGEST_VERSION)

    def __init__(self, ticket, *args, **kwargs):
        self.ticket = ticket
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = ticket.version
        self.order_fields([name for name in self.fields if name != "version"] + ["version"])

    def clean(self):
        cleaned = super().clean()
        self._errors.pop("version", None)
        if self.needs_version and cleaned.get("version") is None:
            self.add_error(
                None, gettext("The page was not whole. Load it again and repeat; what you typed is still there.")
            )
        return cleaned

    def place(self):
        """Where the person goes on after the move."""
        return self.ticket.get_absolute_url()

    def facts(self):
        """Keyword arguments of the service."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class AssignForm(MoveForm):
    lead = OneOf(label=_("Lead"), error_messages={"required": _("Choose the unit that leads.")})
    assists = ManyOf(label=_("Assists"), required=False, help_text=_("Several at once; each has clocks of its own."))
    text = words(_("Words for the units"), required=False, rows=2)

    def __init__(self, ticket, *args, units, busy, **kwargs):
        super().__init__(ticket, *args, **kwargs)
        memo = lambda unit: gettext("%(n)s open") % {"n": busy[unit.pk]} if unit.pk in busy else ""  # noqa: E731
        for name, blank in (("lead", _("Choose")), ("assists", None)):
            self.fields[name].offer(units, blank=blank, memo=memo)
            self.fields[name].widget.attrs["data-combo"] = ""
        questions.add(self, conditions.of_ticket(ticket), conditions.answers(ticket))
        self.order_fields([questions.name_of(question) for question in self.questions])

    def facts(self):
        said = {name: self.cleaned_data[name] for name in ("lead", "assists", "text")}
        return {**said, "answers": questions.chosen(self)}


class SettleForm(MoveForm):
    disposition = one_of(_("Disposition"), among(ON_THE_PHONE))
    text = words(_("What was answered"))


class VoidForm(MoveForm):
    text = words(_("Why this is no matter"))


class VerifyForm(MoveForm):
    text = words(_("What was seen or heard"), required=False, rows=2)
    disposition = one_of(_("Disposition"), among(AFTER_WORK))

    def __init__(self, ticket, *args, **kwargs):
        super().__init__(ticket, *args, **kwargs)
        if ticket.wants_callback or ticket.reopened:
            del self.fields["disposition"]  # whoever closes it says it
        else:
            self.fields["disposition"].initial = D.LATER


class RejectForm(MoveForm):
    text = words(_("What is not good enough"), hint=_("The lead reads this and does it again; nothing is lost."))


class AttemptForm(MoveForm):
    outcome = one_of(
        _("Outcome"), [c for c in Callback.Outcome.choices if c[0] != Callback.Outcome.REACHED],
        widget=forms.RadioSelect, hint=_("Refused and wrong number close the ticket at once."),
    )  # fmt: skip
    slot = one_of(_("Next attempt"), [], required=False, widget=forms.RadioSelect)
    text = words(_("Remark"), required=False, rows=2)

    def __init__(self, ticket, *args, **kwargs):
        super().__init__(ticket, *args, **kwargs)
        self.fields["slot"].choices = slot_choices()


def slot_choices():
    """The times of day to choose from, each with its moment in words."""
    return [
        (slot.value, f"{slot.label} · {date_format(timezone.localtime(moment), 'D H:i')}")
        for slot, moment in slots.offered(clock.now())
    ]


_SATISFIED = [("", _("not asked")), *Callback.Satisfaction.choices]


class ReplyForm(MoveForm):
    """What a caller says who was reached."""

    satisfied_result = forms.TypedChoiceField(
        label=_("With the result"), choices=_SATISFIED, coerce=int, empty_value=None, required=False
    )
    satisfied_process = forms.TypedChoiceField(
        label=_("With how it went"), choices=_SATISFIED, coerce=int, empty_value=None, required=False
    )
    text = words(_("Caller's words"), required=False, rows=2)

    def reply(self, solved):
        said = self.cleaned_data
        return Reply(solved, said["satisfied_result"], said["satisfied_process"], said["text"])


class CloseForm(ReplyForm):
    solved = one_of(
        _("Solved?"), [c for c in Callback.Solved.choices if c[0] != Callback.Solved.NOT_SOLVED],
        widget=forms.RadioSelect,
    )  # fmt: skip
    disposition = one_of(_("Disposition"), among(AFTER_WORK))
    field_order = ["solved", "satisfied_result", "satisfied_process", "text", "disposition"]

    def facts(self):
        said = self.cleaned_data
        return {"reply": self.reply(said["solved"]), "disposition": said["disposition"]}


class DissatisfiedForm(ReplyForm):
    text = words(_("What is not solved"))
    field_order = ["text", "satisfied_result", "satisfied_process"]

    def facts(self):
        return {"reply": self.reply(Callback.Solved.NOT_SOLVED)}


class ReopenForm(MoveForm):
    text = words(_("Why it is taken up again"))


class NoteForm(MoveForm):
    needs_version = False
    text = words(pgettext_lazy("noun", "Note"), hint=_("The units on the ticket read it too."))


class RevealForm(MoveForm):
    needs_version = False
    party_id = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**63 - 1)
    text = forms.CharField(
        label=_("Reason"), max_length=200, error_messages={"required": _("Say why you need the number.")},
        help_text=_("Your name, your seat, the time and this reason are kept."),
    )  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("party_id") is None:
            self._errors.pop("party_id", None)
            self.add_error(None, gettext("Choose whose number you need."))
        return cleaned
