"""New or worse facts about an open ticket: whoever is at work on it hears them, again and again (domain.md §3)."""

from dispatch import worse
from dispatch.models.duty_list import Priority
from dispatch.services.danger import endanger
from dispatch.services.emergency import add_emergency
from dispatch.services.gate import moving
from dispatch.services.linking import open_parts


def hear(ticket, *, by, words="", danger=False, priority=None, facts=None):
    """What a caller who has just joined says beyond what is known: facts, more danger, a higher priority, worse words.

    Life in danger that nobody knew of sends police or rescue, where the ticket is still worked on; all else rings, and at
    those who work on its open parts as well.
    """
    _hear(ticket, words, danger, priority, facts, by)
    for part in open_parts(ticket):  # whose priority is that of its own item, unless facts or danger raise it
        _hear(part, words, danger, None, facts, by)


def _hear(ticket, words, danger, priority, facts, by):
    ticket.refresh_from_db()
    was = ticket.danger
    if facts:
        add_emergency(ticket, facts=facts, by=by)
        ticket.refresh_from_db()
    if danger and not was:  # what the facts of this call have raised is not said again
        ticket = endanger(ticket, by=by)
        danger = not ticket.danger
    note, codes = _news(ticket, words)
    higher = Priority(priority) if priority and priority < ticket.priority else None
    if danger or higher or codes:
        worsen(ticket, codes=codes, danger=danger, priority=higher, note=note, by=by)


def worsen(ticket, *, by, codes=(), danger=False, priority=None, note=None):
    """The event got worse. `codes` are of the table `dispatch.worse`; `note` is the pk of the caller's words.

    No version is raised but where the priority is: the dispatcher who is assigning it is told, and not held up.
    """
    with moving(ticket, "worsen", by=by) as step:
        step.data |= {"worse": list(codes)} if codes else {}
        step.data |= {"danger": True} if danger else {}
        step.data |= {"note": note} if note else {}
        if priority and priority < step.ticket.priority:
            step.data |= {"priority_before": step.ticket.priority, "priority": int(priority)}
            step.ticket.priority, step.shows = int(priority), True
    return step.ticket


def _news(ticket, words):
    """(pk of the note that holds these words or None, codes of what nobody has said on the ticket before)."""
    if not worse.said(words):
        return None, []
    notes = list(ticket.notes.values_list("pk", "verb", "text").order_by("pk"))
    own = next((pk for pk, verb, text in reversed(notes) if (verb, text) == ("join", words)), None)
    so_far = "\n".join([ticket.words, *(text for pk, _verb, text in notes if pk != own)])
    return own, worse.new(words, so_far)
