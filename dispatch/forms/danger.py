"""The form by which it is said that life is in danger."""

from django.utils.translation import gettext_lazy as _

from dispatch.forms.chosen import OneOf
from dispatch.forms.moves import MoveForm, words
from dispatch.services import responders


class RaiseDangerForm(MoveForm):
    to = OneOf(label=_("Who goes at once"), required=False, help_text=_("Police or rescue, as an assist."))
    text = words(_("What is known"), required=False, rows=2)

    def __init__(self, ticket, *args, **kwargs):
        super().__init__(ticket, *args, **kwargs)
        first = responders.first_to_go(ticket)
        self.fields["to"].offer(
            responders.responders(), blank=_("nobody more: one is on it, or goes with the assignment")
        )
        self.fields["to"].initial = first and first.pk
