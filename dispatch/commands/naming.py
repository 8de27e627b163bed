"""How a line names things: a ticket by its number or the last digits of it, a unit by code, name or pinyin initials."""

import re
import unicodedata

from django.utils.translation import gettext as _

from dispatch import finding, lookup
from dispatch.commands.reading import Choice
from dispatch.forms.filters import units_and_streets
from dispatch.models import Ticket
from units import clock

_WORD = re.compile(r"\s*(\S+)\s*(.*)", re.S)
_GLUED = re.compile(r"([^\W\d_]+|[?？])(?=\d)(.*)", re.S)  # 派42
_NUMBER = re.compile(r"\s*#?([TYty]?\d{8}-\d{4,12}|\d{1,7})(?![\d-])\s*(.*)", re.S)  # 42环保局
MOST = 8  # choices shown at once


class Unreadable(Exception):
    """A part of the line fits nothing, or several things."""

    def __init__(self, sentence, choices=()):
        super().__init__(sentence)
        self.sentence, self.choices = sentence, tuple(choices)


def fold(text):
    """As it is compared: full-width signs as narrow ones, small letters, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def split(line):
    """(first word, the rest as it was typed). 派42 are two words; T20260822-0042 is one."""
    found = _WORD.fullmatch(line)
    if not found:
        return "", ""
    word, rest = found.groups()
    if _NUMBER.fullmatch(word):
        return word, rest
    if glued := _GLUED.fullmatch(word):
        return glued[1], f"{glued[2]} {rest}".strip()
    return word, rest


def numbered(rest):
    """(number, what stands behind it), or ("", rest)."""
    narrow = re.match(r"[\s\d０-９#＃]*", rest)[0]
    rest = unicodedata.normalize("NFKC", narrow) + rest[len(narrow) :]
    found = _NUMBER.fullmatch(rest)
    return (found[1].upper(), found[2]) if found else ("", rest)


def ticket(user, number, again):
    """The one ticket that is meant. `again(number)` makes the line anew with a whole number, for the choices."""
    visible = Ticket.objects.visible_to(user).select_related("item")
    today = f"{clock.local_day(clock.now()):%Y%m%d}"
    names = [number] if "-" in number else [f"{kind}{today}-{int(number):04d}" for kind in "TY"]
    found = list(visible.filter(number__in=names))
    if not found and "-" not in number:
        found = list(finding.by_number(visible, number).order_by("-opened_at")[: MOST + 1])
    if not found:
        raise Unreadable(_("There is no ticket %(number)s that you may see.") % {"number": number})
    if len(found) > 1:
        choices = [Choice(again(one.number), one.number, one.item.label) for one in found[:MOST]]
        raise Unreadable(_("Several tickets end in %(number)s. Which one?") % {"number": number}, choices)
    return found[0]


def _letters(unit):
    return f"{unit.code} {unit.initials} {unit.pinyin.replace(' ', '')}"


def unit(word, again, among=None):
    """The one unit that is meant by a code, a name or initials. `again(name)` makes the line anew."""
    query = fold(word)
    units = {str(each.pk): each for each in units_and_streets()[0] if among is None or each.pk in among}
    names = {line.value: f" {fold(line.find)} {fold(line.label)} " for line in lookup.units()}
    spelled = {pk: f" {fold(_letters(each))}{names.get(pk, ' ')}" for pk, each in units.items()}
    for fits in (
        lambda pk: (
            query in (units[pk].code.lower(), fold(units[pk].name), fold(units[pk].short_name), fold(units[pk].name_en))
        ),
        lambda pk: f" {query} " in spelled[pk],
        lambda pk: f" {query}" in spelled[pk],
        lambda pk: query in spelled[pk],
    ):
        found = [units[pk] for pk in units if fits(pk)]
        if len(found) == 1:
            return found[0]
        if found:
            choices = [Choice(again(one.code), one.label, one.code) for one in found[:MOST]]
            raise Unreadable(_("“%(word)s” may be %(n)s units. Which one?") % {"word": word, "n": len(found)}, choices)
    none = _("No unit is called “%(word)s”.") if among is None else _("No unit called “%(word)s” works on this ticket.")
    raise Unreadable(none % {"word": word})
