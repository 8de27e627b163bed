"""The forms of the moves near a ticket's end: rework, a check on site, two signatures, the last word."""

from django.utils.translation import gettext_lazy as _

from dispatch.forms.moves import AFTER_WORK, MoveForm, among, one_of, words
from dispatch.models.tickets import Disposition


class RedoForm(MoveForm):
    text = words(_("What has to be better"), hint=_("The lead reads this and does it again; nothing is lost."))


class AskCheckForm(MoveForm):
    text = words(_("What to look at"), required=False, rows=2)


class FindUnreasonableForm(MoveForm):
    text = words(_("Why the demand is unreasonable"), hint=_("The second person signs or refuses by these words."))


class SignForm(MoveForm):
    text = words(_("Remark"), required=False, rows=2)


class RefuseSignForm(MoveForm):
    text = words(_("Why you do not sign"))


class ConcludeForm(MoveForm):
    disposition = one_of(_("Disposition"), among((*AFTER_WORK, Disposition.UNREACHABLE)))
    text = words(_("How you know that it may be closed"))


class AppraiseForm(MoveForm):
    counts = one_of(_("In appraisal"), [("1", _("it counts")), ("0", _("it does not count"))])
    text = words(_("Why"))

    def __init__(self, ticket, *args, **kwargs):
        super().__init__(ticket, *args, **kwargs)
        self.fields["counts"].initial = "0" if ticket.counts else "1"

    def facts(self):
        return {**super().facts(), "counts": self.cleaned_data["counts"] == "1"}
