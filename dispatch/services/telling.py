"""The closing notice: every caller who wants to hear how it ended hears it (domain.md §3), one by telephone, all others by text.

The desk rings the first of them; ringing sixty people about one fire would take it a day. Where a matter closes without the
desk, all are told by text. A number is told once, whatever number of times it stands among the parties.
"""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from dispatch.models.tickets import Disposition
from dispatch.services import texting

_GOES_ON = {"merge"}  # elsewhere, and its callers with it
_RINGS = {"close", "attempt", "conclude"}  # the moves by which the desk ends it, once it has rung or tried the first
# what became of it, where that means something to whoever called; voided and the like are words of the centre
_SAID = {
    Disposition.ON_SITE, Disposition.LATER, Disposition.EXPLAINED, Disposition.REFERRED, Disposition.POLICY, Disposition.POLICE,
}  # fmt: skip


def rung_first(parties):
    """Of these parties those who want to be told, in the order in which they are rung: who hears, then who came first."""
    wanting = [party for party in parties if party.wants_callback and party.phone]
    return sorted(wanting, key=lambda party: (party.text_only, party.joined_at, party.pk))


def others(parties):
    """Of these parties those who are told by text, not rung: one for each number, in the same order."""
    return _one_a_number(parties)[1:]


def _one_a_number(parties):
    by_number = {}
    for party in rung_first(parties):
        by_number.setdefault(party.phone, party)
    return list(by_number.values())


def tell_callers(step):
    """The ticket closes with this move: a text to each caller, but to the one whom the desk rang. A drill tells nobody."""
    ticket = step.ticket
    if not ticket.wants_callback or ticket.is_drill or step.verb in _GOES_ON:
        return
    parties = ticket.parties.standing()
    told = others(parties) if step.verb in _RINGS else _one_a_number(parties)
    if told:
        texting.to_parties(ticket, told, _notice(ticket), at=step.now)
        step.data["told"] = len(told)


def _notice(ticket):
    with translation.override(settings.LANGUAGE_CODE):
        if ticket.disposition not in _SAID:
            text = _("The matter %(number)s that you reported has been dealt with. If it is not solved, call us.")
            return text % {"number": ticket.number}
        facts = {"number": ticket.number, "result": Disposition(ticket.disposition).label}
        return _("The matter %(number)s that you reported is closed: %(result)s. If it is not solved, call us.") % facts
