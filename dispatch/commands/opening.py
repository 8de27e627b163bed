"""open: a ticket by its number. The number alone is enough."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch.commands import naming
from dispatch.commands.reading import Command, Reading


def is_number(word):
    return bool(naming.numbered(word)[0])


def read(user, word, rest):
    number, more = naming.numbered(rest)
    if not number:
        return Reading(says=_("Which ticket? Its number, or the last digits of it."), wrong=bool(more))
    ticket = naming.ticket(user, number, lambda whole: whole)
    if more:
        raise naming.Unreadable(_("Nothing is understood after the number: “%(more)s”.") % {"more": more})
    facts = {"number": ticket.number, "item": ticket.item.label, "stage": ticket.get_stage_display()}
    says = _("Opens %(number)s · %(item)s · %(stage)s") % facts
    return Reading(says=says, place=ticket.get_absolute_url(), kept=ticket.number)


COMMAND = Command(
    ("open", "o", "打开", "开", "dk"), "42", gettext_lazy("open the ticket; its last digits are enough"), read
)
