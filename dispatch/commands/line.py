"""From a line to what it means: a command's word first, a number, a unit's status at the end, or the name of a page."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch.commands import assign, find, go, note, opening, status
from dispatch.commands.naming import Unreadable, fold, split
from dispatch.commands.reading import Choice, Command, Reading


def read(user, line):
    """What the line means to this person now: a Reading. Raises a Refusal where the gate would."""
    word, rest = split(line)
    if not word:
        return Reading()
    try:
        return _read(user, line, word, rest)
    except Unreadable as problem:
        return Reading(says=problem.sentence, wrong=True, choices=problem.choices)


def _read(user, line, word, rest):
    typed = fold(word)
    for command in COMMANDS:
        if typed in command.words:
            return command.read(user, word, rest)
    if status.ends(line):
        return status.read(user, line)
    if opening.is_number(word):
        return opening.read(user, word, f"{word} {rest}".strip())
    return _begun(user, typed, word, rest)


def _begun(user, typed, word, rest):
    """No whole word of ours yet: what begins like it, commands and pages together."""
    begun = [command for command in COMMANDS if command.full(typed)]
    pages = [] if rest else go.pages(user, typed)
    if len(begun) == 1 and not pages:
        return begun[0].read(user, begun[0].full(typed), rest).completed(f"{begun[0].full(typed)} {rest}")
    if len(pages) == 1 and not begun:
        return go.to(pages[0], typed)
    if not begun and not pages:
        if (
            user.has_perm("dispatch.find_tickets")
            and (reading := find.saying(user, f"{word} {rest}".strip()))
            and reading.choices
        ):
            return reading
        raise Unreadable(_("“%(word)s” is no command. ? lists what can be said here.") % {"word": word})
    lines = [Choice(f"{command.full(typed)} {rest}", command.full(typed), command.about) for command in begun]
    return Reading(says=_("Go on typing, or choose:"), choices=(*lines, *(go.choice(page, typed) for page in pages)))


def _help(user, word, rest):
    lines = [
        Choice(command.start, command.usage, f"{command.about} · {' '.join(command.words)}")
        for command in [*COMMANDS, status.COMMAND]
    ]
    says = _("These words are understood, in Chinese, pinyin and English; their beginnings are enough.")
    return Reading(says=says, choices=tuple(lines))


_HELP = Command(("?", "help", "h", "帮助", "bzhu"), "?", gettext_lazy("this list"), _help)
# In the order in which `?` lists them.
COMMANDS = [opening.COMMAND, assign.COMMAND, note.COMMAND, find.COMMAND, go.COMMAND, _HELP]
