"""The closing notice: every caller who wants to hear how it ended hears it (domain.md §3), one by telephone, all others by text.

The desk rings the first of them; ringing sixty people about one fire would take it a day. A number is told once, whatever
number of times it stands among the parties.
"""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from dispatch.models.tickets import Disposition
from dispatch.services import texting

_GOES_ON = {"merge"}  # elsewhere, and its callers with it


def rung_first(parties):
    """Of these parties those who want to be told, in the order in which they are rung: who hears, then who came first."""
    wanting = [party for party in parties if party.wants_callback and party.phone]
    return sorted(wanting, key=lambda party: (party.text_only, party.joined_at, party.pk))


def others(parties):
    """Of these parties those who are told by text, not rung: one for each number, in order of joining."""
    first, *rest = rung_first(parties) or [None]
    by_number = {party.phone: party for party in reversed(rest)}
    return [party for party in rest if party.phone != first.phone and by_number[party.phone] is party]


def tell_callers(step):
    """The ticket closes with this move: a text to each caller but the one who is rung. A drill tells nobody."""
    ticket = step.ticket
    if not ticket.wants_callback or ticket.is_drill or step.verb in _GOES_ON:
        return
    told = others(ticket.parties.standing())
    if told:
        texting.to_parties(ticket, told, _notice(ticket), at=step.now)
        step.data["told"] = len(told)


def _notice(ticket):
    with translation.override(settings.LANGUAGE_CODE):
        facts = {"number": ticket.number, "result": Disposition(ticket.disposition).label}
        return _("The matter %(number)s that you reported is closed: %(result)s. If it is not solved, call us.") % facts
