"""The forms by which a ticket becomes confidential, and stops being so."""

from django.utils.translation import gettext_lazy as _

from dispatch.forms.moves import MoveForm, words


class SealForm(MoveForm):
    text = words(_("Why it is confidential"), rows=2, hint=_("The units on the ticket read it too."))


class UnsealForm(MoveForm):
    text = words(_("Why it may be seen again"), rows=2, hint=_("The units on the ticket read it too."))
