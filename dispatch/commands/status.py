"""A unit's status, read from the end of the line: `gs 42 到达`, or `42 到达` where one unit works.

A unit gives word by telephone and the hall enters it, as far as the table of moves lets the centre speak for a unit.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch import services
from dispatch.commands import naming
from dispatch.commands.reading import Choice, Command, Reading, refusal_of
from dispatch.views.portal import DONE
from dispatch.workflow import MOVES
from units.refusals import NotAllowed, WrongStage

# How it is said in the hall: Chinese, pinyin, English.
_SAID = {
    "accept": ("签收", "已签收", "qs", "accepted", "accept"),
    "depart": ("出动", "出发", "cd", "departed", "depart"),
    "arrive": ("到达", "到场", "已到达", "dd", "arrived", "arrive"),
}
_BY_WORD = {word: verb for verb, words in _SAID.items() for word in words}


def _apart(line):
    """(what stands before, verb) or (line, '')."""
    head = line.rstrip()
    for word in sorted(_BY_WORD, key=len, reverse=True):
        if head.lower().endswith(word):
            before = head[: -len(word)]
            glued = not before.endswith((" ", "\u3000"))
            if before.strip() and not (glued and word.isascii()):  # 42到达, but not "record" for "cord"
                return before.strip(), _BY_WORD[word]
    return line, ""


def ends(line):
    before, verb = _apart(line)
    return bool(verb) and any(sign.isdigit() for sign in before)


def read(user, line):
    before, verb = _apart(line)
    said = line.strip()[len(before) :].strip()
    words = before.split()
    at = _place_of_number(words)
    if at is None:
        raise naming.Unreadable(_("Whose ticket? For example: cg 42 arrived"))
    number, glued = naming.numbered(words[at])
    name = " ".join([*words[:at], *([glued] if glued else []), *words[at + 1 :]])
    ticket = naming.ticket(user, number, lambda whole: f"{name} {whole} {said}".strip())
    part = _part(ticket, name, lambda unit: f"{unit} {ticket.number} {said}")
    facts = {"number": ticket.number, "unit": part.unit.label, "verb": MOVES[verb].label}
    says = _("%(number)s: enters “%(verb)s” for %(unit)s, on its word by telephone") % facts
    return Reading(
        says=says, verb=verb, subject=part, done=DONE[verb], kept=line.strip(),
        refusal=refusal_of(_refuse_unless_possible, user, verb, ticket, part),
    )  # fmt: skip


def _place_of_number(words):
    """Where the ticket's number stands: a number by itself, the last one, before one with letters behind it (3中队)."""
    with_number = [n for n, word in enumerate(words) if naming.numbered(word)[0]]
    alone = [n for n in with_number if not naming.numbered(words[n])[1]]
    return next(iter(alone[-1:] or with_number), None)


def _part(ticket, name, again):
    """The open part that is meant: the named unit's, or the only one."""
    parts = {part.unit_id: part for part in ticket.assignments.open().select_related("unit", "ticket")}
    if not parts:
        raise naming.Unreadable(_("No unit works on %(number)s.") % {"number": ticket.number})
    if name:
        return parts[naming.unit(name, again, among=parts).pk]
    if len(parts) > 1:
        choices = [Choice(again(part.unit.code), part.unit.label, part.get_status_display()) for part in parts.values()]
        raise naming.Unreadable(_("Several units work on %(number)s. Which one?") % {"number": ticket.number}, choices)
    return next(iter(parts.values()))


def _refuse_unless_possible(user, verb, ticket, part):
    """What the gate would say, before Enter."""
    facts = {"verb": MOVES[verb].label, "unit": part.unit.label, "status": part.get_status_display()}
    if not services.may(user, verb, ticket, part):
        raise NotAllowed(_("Your role or your part in this ticket does not allow “%(verb)s”.") % facts)
    if part.status not in MOVES[verb].from_status or ticket.stage not in MOVES[verb].sources:
        raise WrongStage(_("“%(verb)s” is not possible now: %(unit)s is at “%(status)s”.") % facts, ticket=ticket)


COMMAND = Command(
    ("签收", "qs", "accepted", "出动", "cd", "departed", "到达", "dd", "arrived"), "cg 42 到达",
    gettext_lazy("a unit's status on its word by telephone, read from the end of the line"), read, "cg 42 到达",
)  # fmt: skip
