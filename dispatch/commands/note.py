"""note: words on a ticket's timeline. They stay out of the line's history, since they may speak of people."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch.commands import naming
from dispatch.commands.reading import Command, Reading, refusal_of
from dispatch.views.doors import DOORS
from dispatch.views.moves import refuse_unless_possible


def read(user, word, rest):
    number, text = naming.numbered(rest)
    if not number:
        return Reading(says=_("On which ticket, and what? For example: n 42 gate is locked"), wrong=bool(text))
    ticket = naming.ticket(user, number, lambda whole: f"{word} {whole} {text}")
    facts = {"number": ticket.number, "item": ticket.item.label}
    if not text.strip():
        return Reading(says=_("What is to be noted on %(number)s %(item)s?") % facts)
    says = _("Notes it on %(number)s %(item)s; the units on the ticket read it too.") % facts
    return Reading(
        says=says, verb="note", subject=ticket, data={"text": text.strip()}, done=DOORS["note"].done,
        refusal=refusal_of(refuse_unless_possible, user, "note", ticket), kept=f"{word} {number} ",
    )  # fmt: skip


COMMAND = Command(("note", "n", "备注", "记", "bz"), "n 42 …", gettext_lazy("a note on the ticket"), read)
