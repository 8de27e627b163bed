"""assign: `p 42` sends as the duty list proposes, `p 42 cg` with another lead, `p 42 cg,gafj` to exactly these."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch.commands import naming
from dispatch.commands.reading import Command, Reading, refusal_of
from dispatch.forms.filters import units_and_streets
from dispatch.views.doors import DOORS
from dispatch.views.moves import form_for, refuse_unless_possible

_BETWEEN = re.compile(r"[,，、+；;]\s*")


def read(user, word, rest):
    number, names = naming.numbered(rest)
    if not number:
        return Reading(says=_("Which ticket, and to whom? For example: p 42 cg"), wrong=bool(names))
    ticket = naming.ticket(user, number, lambda whole: f"{word} {whole} {names}")
    lead, assists = _whom(user, ticket, [name for name in _BETWEEN.split(names) if name.strip()], f"{word} {number}")
    facts = {"number": ticket.number, "item": ticket.item.label, "lead": lead.label}
    says = _("Assigns %(number)s %(item)s: %(lead)s leads") % facts
    if assists:
        says += " · " + _("assisting: %(units)s") % {"units": _(", ").join(unit.label for unit in assists)}
    data = {"lead": lead.pk, "assists": [unit.pk for unit in assists], "text": ""}
    return Reading(
        says=says, verb="assign", subject=ticket, data=data, done=DOORS["assign"].done,
        refusal=refusal_of(refuse_unless_possible, user, "assign", ticket), kept=f"{word} {number} {names}".strip(),
    )  # fmt: skip


def _whom(user, ticket, names, begun):
    """The units that the names mean; what was not named is the page's proposal."""
    proposed = form_for(user, "assign", ticket).initial
    by_id = {unit.pk: unit for unit in units_and_streets()[0]}
    named = []
    for position, name in enumerate(names):
        before, after = names[:position], names[position + 1 :]
        named.append(naming.unit(name, lambda code, b=before, a=after: f"{begun} {','.join([*b, code, *a])}"))
    if not named and proposed["lead"] not in by_id:
        raise naming.Unreadable(_("The duty list proposes nobody who is in force today. Name the lead."))
    lead = named[0] if named else by_id[proposed["lead"]]
    if len(named) > 1:
        return lead, list(dict.fromkeys(unit for unit in named[1:] if unit != lead))
    return lead, [by_id[pk] for pk in proposed["assists"] if pk in by_id and pk != lead.pk]


COMMAND = Command(
    ("assign", "p", "派单", "派", "pd"), "p 42 cg",
    gettext_lazy("assign: the lead by code, name or initials, assists after a comma; alone, as the duty list proposes"), read,
)  # fmt: skip
