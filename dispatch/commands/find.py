"""find: tickets by a number, a stage, an item or a unit, else by whatever the one box of the page Find understands.

The first lines found stand beneath the line while one types. Words, telephones and names are sent to the page as a form and
stay in no address and no history.
"""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch import lookup
from dispatch.commands import naming
from dispatch.commands.reading import Choice, Command, Reading
from dispatch.searching import marking, pages, understanding
from dispatch.workflow import Stage
from units import known
from units.refusals import NotAllowed

_SHOWN = 5  # tickets beneath the line
_PRIVATE = {"words", "phone", "name"}


def read(user, word, rest):
    if not user.has_perm("dispatch.find_tickets"):
        raise NotAllowed(_("Your role does not search all tickets."))
    asked = naming.fold(rest)
    if not asked:
        return Reading(
            says=_("Find what? Words, a number, a day, an item, a unit or a stage."), place=reverse("dispatch:find")
        )
    number, more = naming.numbered(asked)
    if number and not more and not _item(asked):
        return _found(_("Finds tickets with the number %(what)s") % {"what": number}, {"number": number}, word, rest)
    fitting = [*_stages(asked), *_items(asked), *_units(asked)]
    exact = [each for each in fitting if asked in (naming.fold(each[1]), each[3])]
    if len(exact) == 1:
        query, label, kind, _code = exact[0]
        return _found(_("Finds tickets: %(kind)s %(what)s") % {"kind": kind, "what": label}, query, word, rest)
    reading = saying(
        user, rest, [Choice(f"{word} {code}", label, kind) for _query, label, kind, code in fitting[: naming.MOST]]
    )
    if reading is None:
        raise naming.Unreadable(_("Two signs that stand together are the least to look for."))
    return reading


def saying(user, text, besides=()):
    """The reading of what the box understands, with the first tickets that fit; None where it is too little to look for."""
    asked = understanding.understood(text, may_phone=user.has_perm("dispatch.reveal_phone"))
    words = asked.get("words", ())
    if not asked or (words and not any(len(word) > 1 for word in words)):
        return None
    found = pages.first(user, asked, _SHOWN)
    choices = [*_lines(found, words), *besides][: naming.MOST]
    if not asked.keys() & _PRIVATE:
        place = f"{reverse('dispatch:find')}?{urlencode(pages.named(asked))}"
        return Reading(says=_("Finds tickets: %(what)s") % {"what": text}, place=place, choices=tuple(choices))
    says = (
        _("Finds tickets: %(what)s")
        if found
        else _("No ticket says “%(what)s”; Enter looks once more, for callers as well.")
    )
    sent = {"words": text}
    return Reading(says=says % {"what": text}, place=reverse("dispatch:find"), sent=sent, choices=tuple(choices))


def _lines(tickets, words):
    known.attach(tickets, "item")
    said = marking.pieces(tickets, words)
    for ticket in tickets:
        yield Choice(ticket.number, f"{ticket.number} {ticket.item.label}", tuple(said.get(ticket.pk, ())))


def _found(says, query, word, rest):
    return Reading(says=says, place=f"{reverse('dispatch:find')}?{urlencode(query)}", kept=f"{word} {rest}")


def _stages(asked):
    return [
        ({"stage": stage.value}, str(stage.label), _("Stage"), stage.value)
        for stage in Stage
        if naming.fold(str(stage.label)).startswith(asked) or stage.value.startswith(asked)
    ]


def _item(asked):
    return any(line.code == asked for line in lookup.items())


def _items(asked):
    lines = lookup.search(lookup.items(), asked)
    lines = [line for line in lines if line.code == asked] or lines
    return [({"item": line.code}, line.label, _("Item"), line.code) for line in lines]


def _units(asked):
    lines = lookup.search(lookup.units(), asked)
    return [({"unit": line.value}, line.label, _("Linkage unit"), line.label.lower()) for line in lines]


COMMAND = Command(
    ("find", "f", "查找", "查", "cz"), "f 1601", gettext_lazy("find tickets by number, item, unit or stage"), read
)
