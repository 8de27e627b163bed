"""Which changes are heard, and by whom. A sound calls a hand; whoever cannot act now is left in peace."""

from django.utils import translation
from django.utils.translation import gettext as _

from dispatch import worse
from dispatch.models.clocks import URGENT, Clock
from dispatch.workflow import Stage

Kind = Clock.Kind
_CENTRE_WARNS = {Kind.DISPATCH, Kind.ARBITRATION}
_CENTRE_MISSES = _CENTRE_WARNS | {Kind.ACCEPTANCE}  # not sent or ruled in time; sent, and nobody takes it up
_SENT = {"assign", "add_assist", "rule"}
_CALLERS = {"join", "take_in"}
_BRING_FACTS = {"tell_emergency", "take_in"}
_LISTED = 4  # the last rung of the ladder (services.timekeeping)
_PRESSES = {"urge": "urged", "supervise": "supervision"}
_AGAIN = {"reject", "redo", "unmerge"}
_BACK = {"hand_back", "dissatisfied"}  # the dispatcher must decide


def for_centre(event, ticket):
    if event.kind == "open" and ticket.priority == 1:
        return "new_p1"
    if event.kind == "raise_danger":
        return "new_p1"
    if _is_news(event):
        return "worse"
    if event.kind == "join":  # a repeat call is usually an escalation: it is heard again, never suppressed
        return "new_p1" if ticket.priority == 1 else "new_ticket"
    if event.kind in _BACK:
        return "returned"
    if event.kind == "ask_help":
        return "help"
    if event.kind == "check":
        return "new_ticket"
    if event.kind == "correct" and ticket.stage == Stage.ASSIGNMENT:  # what was asked for is there: it can be sent on
        return "new_ticket"
    if event.kind == "warn" and event.data.get("clock") in _CENTRE_WARNS:
        return "warn"
    if event.kind == "miss" and event.data.get("clock") in _CENTRE_MISSES:
        return "overdue"
    if event.kind == "climb" and event.data.get("rung") == _LISTED:
        return "overdue"
    if event.data.get("paused") and ticket.priority in URGENT:  # nothing urgent pauses silently
        return "paused"
    return None


def for_unit(event, assignment):
    """Of a unit's own part: it arrives, comes back for rework, or its time runs out."""
    if event.kind in _SENT and assignment.unit_id not in event.units_before:
        return "new_p1" if assignment.ticket.priority == 1 else "new_ticket"
    if event.kind == "raise_danger" and assignment.is_open:
        return "new_p1"
    if _is_news(event) and assignment.is_open:
        return "worse"
    if event.kind in _CALLERS and assignment.is_open:
        return "new_p1" if assignment.ticket.priority == 1 else "new_ticket"
    if event.kind in _AGAIN and assignment.unit_id not in event.units_before:
        return "returned"
    if event.kind in _PRESSES and event.data.get("assignment") == assignment.pk:
        return _PRESSES[event.kind]
    if event.kind == "hand_to" and event.assignment_id == assignment.pk:
        return "new_ticket"
    if event.kind in ("warn", "miss", "climb") and event.data.get("assignment") == assignment.pk:
        return "warn" if event.kind == "warn" else "overdue"
    return None


def for_cell(event, verification):
    return "new_ticket" if event.at == verification.asked_at else None


# Of many callers about one event each is heard: the first at once, those of the next minute together (static/js/sound.js).
FOLDED = {"join", "worsen", "tell_emergency"}

# Of one ticket at one moment: what the louder one says already. Any other two are two things to do, and both are heard.
SAYS = {"worse": {"new_p1", "new_ticket"}, "new_p1": {"new_ticket"}}


def to_ring(kinds):
    """Of the sounds of one ticket, in the order in which they came, those to be heard: worse news first, else the newest."""
    said = {each for kind in kinds for each in SAYS.get(kind, ())}
    ringing = [kind for kind in reversed(kinds) if kind not in said]
    return sorted(ringing, key=lambda kind: kind != "worse")


def _is_news(event):
    """It got worse, by a caller's words or by the facts of an emergency; a number that was corrected downwards is no news."""
    return event.kind == "worsen" or (event.kind in _BRING_FACTS and bool(event.data.get("worse")))


def words(events, ticket, language):
    """What the sound of these events says beside its name: "T20260822-0042 New facts: people trapped", or ''."""
    news = [event for event in events if _is_news(event)]
    if not news:
        return ""
    codes = dict.fromkeys(code for event in news for code in event.data.get("worse", []))
    with translation.override(language):
        facts = worse.labels(codes)
        facts += [_("life in danger")] if any(event.data.get("danger") for event in news) else []
        facts += [f"P{event.data['priority']}" for event in news if "priority" in event.data][-1:]
        return f"{ticket.number} " + _("New facts: %(facts)s") % {"facts": _(", ").join(facts)}
