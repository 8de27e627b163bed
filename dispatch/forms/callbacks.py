"""The call-back desk's two forms: what one caller says of several tickets, and the attempt that reached nobody."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dispatch.forms.moves import AFTER_WORK, AttemptForm, ReplyForm, among, one_of, slot_choices, words
from dispatch.models import Callback
from dispatch.models.tickets import Disposition
from dispatch.services import Reply
from units.refusals import WrongStage

_BIGGEST = 2**31 - 1
_SOLVED = Callback.Solved


class _OfGroup(forms.Form):
    """One form for all tickets of a party; each ticket's version travels along and is the service's to judge."""

    def __init__(self, tickets, *args, **kwargs):
        self.tickets = tickets
        super().__init__(*args, **kwargs)
        for ticket in tickets:
            self.fields[f"version_{ticket.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, initial=ticket.version, min_value=0, max_value=_BIGGEST
            )

    def versions(self):
        """{ticket: version} of those that stood on the page when it was drawn."""
        found = {ticket: self.cleaned_data.get(f"version_{ticket.pk}") for ticket in self.tickets}
        return {ticket: version for ticket, version in found.items() if version is not None}

    def clean(self):
        """A ticket that stood on the page and waits no more was ended by somebody else: nothing is half kept."""
        cleaned = super().clean()
        for name in [name for name in self.errors if name.startswith("version_")]:
            del self._errors[name]
        drawn = {name for name in self.data if name.startswith("version_")}
        if not drawn:
            self.add_error(
                None, gettext("The page was not whole. Load it again and repeat; what you typed is still there.")
            )
        elif drawn - set(self.fields):
            raise WrongStage(gettext("One of these tickets waits for no call-back any more. Load the page again."))
        return cleaned

    def hidden(self):
        return [self[f"version_{ticket.pk}"] for ticket in self.tickets]


class ReachedForm(_OfGroup):
    """For each ticket: solved? satisfied with the result, with the process? in which words, and how it ends."""

    def __init__(self, tickets, *args, **kwargs):
        super().__init__(tickets, *args, **kwargs)
        alone = len(tickets) == 1
        for ticket in tickets:
            self.fields |= {
                f"solved_{ticket.pk}": one_of(
                    _("Solved?"), [*_SOLVED.choices, *([] if alone else [("", _("not asked now"))])],
                    required=alone, widget=forms.RadioSelect,
                ),
                f"result_{ticket.pk}": _satisfied("satisfied_result"),
                f"process_{ticket.pk}": _satisfied("satisfied_process"),
                f"text_{ticket.pk}": words(_("Caller's words"), required=False, rows=2),
                f"disposition_{ticket.pk}": one_of(_("Disposition"), among(AFTER_WORK), required=False),
            }  # fmt: skip
            if ticket.answers and ticket.answers[0].solved:
                self.fields[f"disposition_{ticket.pk}"].initial = Disposition.LATER

    def clean(self):
        cleaned = super().clean()
        said = [self._of(ticket, cleaned) for ticket in self.tickets]
        if self.tickets and not self.errors and not any(said):
            self.add_error(
                f"solved_{self.tickets[0].pk}", gettext("Choose what the caller says of at least one ticket.")
            )
        return cleaned

    def _of(self, ticket, cleaned):
        solved, name = cleaned.get(f"solved_{ticket.pk}"), f"disposition_{ticket.pk}"
        if solved and solved != _SOLVED.NOT_SOLVED and not cleaned.get(name) and name not in self.errors:
            self.add_error(name, gettext("Say how the ticket ends."))
        return solved

    def replies(self):
        """[(ticket, version, Reply, disposition)] of the tickets that were asked about, in the order of locks."""
        said, found = self.cleaned_data, []
        for ticket, version in sorted(self.versions().items(), key=lambda pair: pair[0].pk):
            if solved := said[f"solved_{ticket.pk}"]:
                of = (said[f"{name}_{ticket.pk}"] for name in ("result", "process", "text"))
                found.append((ticket, version, Reply(solved, *of), said[f"disposition_{ticket.pk}"]))
        return found

    def blocks(self):
        """[(ticket, its bound fields)] for the page."""
        return [
            (
                ticket,
                {name: self[f"{name}_{ticket.pk}"] for name in ("solved", "result", "process", "text", "disposition")},
            )
            for ticket in self.tickets
        ]


def _satisfied(name):
    """As in the form of one ticket, drawn as buttons that the number keys press."""
    field = ReplyForm.base_fields[name]
    return forms.TypedChoiceField(
        label=field.label, choices=Callback.Satisfaction.choices, coerce=int, empty_value=None, required=False,
        widget=forms.RadioSelect, error_messages={"invalid_choice": _("Choose from the list.")},
    )  # fmt: skip


class NotReachedForm(_OfGroup):
    """One call that reached nobody is one attempt for each ticket that was due."""

    outcome = AttemptForm.base_fields["outcome"]
    slot = one_of(_("Next attempt"), [], required=False, widget=forms.RadioSelect)
    text = words(_("Remark"), required=False, rows=1)

    def __init__(self, tickets, *args, **kwargs):
        super().__init__(tickets, *args, **kwargs)
        self.fields["outcome"].initial = Callback.Outcome.NO_ANSWER
        self.fields["slot"].choices = slot_choices()
        self.last = any(len(ticket.calls) + 1 >= settings.CALLBACK_ATTEMPTS for ticket in tickets)

    def facts(self):
        return {name: self.cleaned_data[name] for name in ("outcome", "slot", "text")}
