"""find: tickets by a number, a stage, an item or a unit. Each word may be any of them; the answer is the page Find."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch import lookup
from dispatch.commands import naming
from dispatch.commands.reading import Choice, Command, Reading
from dispatch.workflow import Stage
from units.refusals import NotAllowed

_PHONE = 7  # digits from which on a number is a telephone's, unless it is a ticket's


def read(user, word, rest):
    if not user.has_perm("dispatch.find_tickets"):
        raise NotAllowed(_("Your role does not search all tickets."))
    asked = naming.fold(rest)
    if not asked:
        return Reading(says=_("Find what? A number, an item, a unit or a stage."), place=reverse("dispatch:find"))
    if sum(sign.isdigit() for sign in asked) >= _PHONE and "-" not in naming.numbered(asked)[0]:
        raise naming.Unreadable(_("A telephone number is asked for on the page Find, so that it stays in no history."))
    number, more = naming.numbered(asked)
    if number and not more and not _item(asked):
        return _found(_("Finds tickets with the number %(what)s") % {"what": number}, {"number": number}, word, rest)
    return _by_words(asked, word, rest)


def _by_words(asked, word, rest):
    fitting = [*_stages(asked), *_items(asked), *_units(asked)]
    if not fitting:
        raise naming.Unreadable(_("No item, unit or stage is called “%(words)s”.") % {"words": rest})
    exact = [each for each in fitting if asked in (naming.fold(each[1]), each[3])]
    if len(fitting) == 1 or len(exact) == 1:
        query, label, kind, _code = (exact or fitting)[0]
        return _found(_("Finds tickets: %(kind)s %(what)s") % {"kind": kind, "what": label}, query, word, rest)
    choices = [Choice(f"{word} {code}", label, kind) for _query, label, kind, code in fitting[: naming.MOST]]
    return Reading(says=_("Which of these?"), choices=tuple(choices))


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
