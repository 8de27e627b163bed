"""Events as sentences: who, on which seat, for which unit, when, what changed, and in which words.

An event holds codes and ids; the texts that it points at (notes, feedback, returns, call-backs, verifications) are read
in one query a kind, whatever the number of events. What is only for the centre is left out for everybody else.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from dispatch import durations, emergencies, kin, worse
from dispatch.clocks import limit
from dispatch.models import (
    Callback,
    Clock,
    Event,
    Feedback,
    Item,
    Return,
    Ruling,
    Ticket,
    Verification,
)
from dispatch.models.tickets import Disposition, Source
from dispatch.services import conditions
from dispatch.timeline import asides, time_asked
from dispatch.timeline.words import CALM, CLOCK_WORDS, DONE, RUNGS, TONES, TURNS
from dispatch.workflow import BIRTH, MOVES, Stage
from units import known
from units.models import Unit, User


@dataclass
class Entry:
    """One line of the timeline."""

    event: Event
    what: str
    tone: str
    turn: str = ""  # which time it is, of what may come again
    facts: list = field(default_factory=list)  # (label, value), short
    texts: list = field(default_factory=list)  # words of people
    change: tuple | None = None  # (before, after)
    late: list = field(default_factory=list)  # clocks that this move stopped too late, as sentences
    photos: list = field(default_factory=list)


def of(ticket, user, clocks, parts):
    """The ticket's entries for this reader, newest first; its clocks and parts the page has already."""
    events = ticket.events.order_by("-position")
    if not user.has_perm("dispatch.view_all_tickets"):
        events = events.exclude(audience=Event.Audience.CENTRE)
    events = list(events)
    known.attach(events, "by", "unit")
    parts = {part.pk: part for part in parts}
    for event in events:
        event.assignment = parts.get(event.assignment_id)
    told = _Told(ticket, events, clocks, parts, user)
    return [_entry(event, told) for event in events]


def with_photos(entries, photos):
    """Hang each photo at the event that names it. Returns the others: those that came with the ticket itself."""
    others = {photo.pk: photo for photo in photos}
    for entry in entries:
        entry.photos = [others.pop(pk) for pk in entry.event.data.get("photos", []) if pk in others]
    return list(others.values())


class _Told:
    """The texts and rows that the events point at."""

    def __init__(self, ticket, events, clocks, parts, user):
        ids = {name: {e.data[name] for e in events if name in e.data} for name in _POINTERS}
        self.notes = {note.pk: note for note in ticket.notes.all()} if ids["note"] else {}
        self.feedbacks = ticket.feedbacks.in_bulk(ids["feedback"]) if ids["feedback"] else {}
        self.returns = Return.objects.in_bulk(ids["return"]) if ids["return"] else {}
        known.attach(self.returns.values(), "suggested_unit")
        self.rulings = Ruling.objects.in_bulk(ids["ruling"]) if ids["ruling"] else {}
        self.callbacks = ticket.callbacks.in_bulk(ids["callback"]) if ids["callback"] else {}
        self.unreasonables = ticket.unreasonables.in_bulk(ids["unreasonable"]) if ids["unreasonable"] else {}
        answered = {e.at for e in events if e.kind in ("verify", "reject", "check")}
        found = ticket.verifications.filter(answered_at__in=answered) if answered else []
        self.verifications = {verification.answered_at: verification for verification in found}
        named = {e.data[name] for e in events for name in ("lead", "unit") if name in e.data}
        named |= {pk for e in events for pk in e.data.get("assists", [])}
        self.units = known.of(Unit, named)
        self.others = _numbers(user, {e.data["other"] for e in events if "other" in e.data})
        self.time_asked = time_asked.rows(events)
        self.clocks = {clock.pk: clock for clock in clocks}
        self.parts = parts
        self.supervisions = ticket.supervisions.in_bulk(ids["supervision"]) if ids["supervision"] else {}
        hurt = ticket.emergencies.exclude(substance="") if any("emergency" in e.data for e in events) else None
        self.goods = dict(hurt.values_list("at", "substance")) if hurt is not None else {}
        self.turns = _turns(events)

    def unit(self, pk):
        return self.units[pk].label if pk in self.units else str(pk)


def _turns(events):
    """{position: "return 2"} of the turns among these events, which come newest first."""
    found, times = {}, Counter()
    for event in reversed(events):
        if words := TURNS.get(event.kind):
            times[words] += 1
            found[event.position] = words % {"n": times[words]}
    return found


def _numbers(user, ids):
    """{id: number} of other tickets. Units are told that there is one and not which: it may not be theirs to know."""
    if not ids or not user.has_perm("dispatch.view_all_tickets"):
        return {}
    return dict(Ticket.objects.visible_to(user).filter(pk__in=ids).values_list("pk", "number"))


_POINTERS = ("note", "feedback", "return", "callback", "ruling", "supervision", "unreasonable")


def _entry(event, told):
    tone = TONES.get(event.kind) or ("" if event.kind in CALM else "move")
    what = DONE.get(event.kind) or (MOVES[event.kind].label if event.kind in MOVES else event.kind)
    entry = Entry(event, str(what), tone, told.turns.get(event.position, ""))
    if event.stage_before and event.stage_before != event.stage_after:
        entry.change = (_label(Stage, event.stage_before), _label(Stage, event.stage_after))
    entry.late = [_late(clock) for clock in told.clocks.values() if _missed_by(event, clock)]
    for describe in _DESCRIBE.get(event.kind, ()):
        describe(entry, event, told)
    if "answers" in event.data:
        entry.facts += conditions.said(event.data["answers"])
    if "emergency" in event.data:
        entry.facts += emergencies.said(event.data["emergency"])
        if goods := told.goods.get(event.at):
            entry.facts.append((_("Which goods"), goods))
    if "relayed" in event.data and event.assignment:
        entry.facts.append((_("By telephone, on the word of"), event.assignment.unit.label))
    if "disposition" in event.data:
        entry.facts.append((_("Disposition"), _label(Disposition, event.data["disposition"])))
    if "told" in event.data:
        entry.facts.append((_("Closing notice by text"), event.data["told"]))
    if note := told.notes.get(event.data.get("note")):
        entry.texts.append(note.text)
    entry.texts = [text for text in dict.fromkeys(entry.texts) if text]
    return entry


def _label(choices, value):
    return choices(value).label if value in choices.values else value


def _opened(entry, event, told):
    entry.facts.append((_("Channel"), _label(Source, event.data.get("source", ""))))
    entry.facts.append((_("Priority"), f"P{event.data.get('priority', '')}"))
    if event.data.get("danger"):
        entry.facts.append((_("Life in danger"), _("yes")))


def _endangered(entry, event, told):
    if units := event.data.get("assists"):
        entry.facts.append((_("Goes at once"), _(", ").join(told.unit(pk) for pk in units)))


def _worsened(entry, event, told):
    if codes := event.data.get("worse"):
        entry.facts.append((_("New facts"), _(", ").join(worse.labels(codes))))
    if event.data.get("danger"):
        entry.facts.append((_("Life in danger"), _("said again")))
    _raised(entry, event, told)


def _raised(entry, event, told):
    if before := event.data.get("priority_before"):
        entry.facts.append((_("Priority"), f"P{before} → P{event.data['priority']}"))


def _assigned(entry, event, told):
    if "lead" in event.data:
        entry.facts.append((_("Lead"), told.unit(event.data["lead"])))
    if assists := event.data.get("assists"):
        entry.facts.append((_("Assists"), _(", ").join(told.unit(pk) for pk in assists)))


def _released(entry, event, told):
    entry.facts.append((_("Unit"), told.unit(event.data["unit"])))


def _linked(entry, event, told):
    number = told.others.get(event.data["other"], _("another ticket"))
    entry.facts.append((kin.how(event.data["link"], event.data.get("here")), number))


def _fed_back(entry, event, told):
    feedback: Feedback | None = told.feedbacks.get(event.data.get("feedback"))
    if feedback is None:
        return
    yes, no = _("yes"), _("no")
    entry.facts += [
        (_("Facts true"), yes if feedback.facts_true else no),
        (_("In remit"), yes if feedback.in_remit else no),
        (_("Solved"), yes if feedback.solved else no),
    ]
    if feedback.why_not:
        entry.facts.append((_("Why not"), feedback.get_why_not_display()))
    if feedback.contacted_at:
        entry.facts.append((_("Caller contacted"), feedback.contacted_at))
    entry.texts += [feedback.public_answer, feedback.details]
    if feedback.round > 1:
        entry.facts.append((_("Round"), feedback.round))
    if not feedback.solved:
        entry.tone = "alarm"


def _handed_back(entry, event, told):
    back = told.returns.get(event.data.get("return"))
    if back is None:
        return
    entry.facts.append((_("Reason"), back.get_reason_display()))
    if back.legal_basis:
        entry.facts.append((_("Legal basis"), back.legal_basis))
    if back.suggested_unit:
        entry.facts.append((_("Suggested owner"), back.suggested_unit.label))
    if "other" in event.data:
        entry.facts.append((_("Duplicate of"), told.others.get(event.data["other"], _("another ticket"))))
    entry.texts.append(back.text)


def _ruled(entry, event, told):
    if ruling := told.rulings.get(event.data.get("ruling")):
        entry.facts.append((_("Legal basis"), ruling.legal_basis))
        entry.texts.append(ruling.text)
    if "amendment" in event.data:
        entry.facts.append((_("Duty list"), _("change proposed")))


def _corrected(entry, event, told):
    for name, label in (("words_before", _("Words before")), ("place_before", _("Place before"))):
        if former := told.notes.get(event.data.get(name)):
            entry.facts.append((label, former.text))
    if "verified" in event.data:
        entry.facts.append((_("Place verified"), _("yes") if event.data["verified"] else _("no")))


def _classified(entry, event, told):
    items = known.of(Item, {event.data["item_before"], event.data["item"]})
    before, after = items.get(event.data["item_before"]), items.get(event.data["item"])
    if before and after:
        entry.change = (f"{before.code} {before.label}", f"{after.code} {after.label}")
    if event.data["priority_before"] != event.data["priority"]:
        entry.facts.append((_("Priority"), f"P{event.data['priority_before']} → P{event.data['priority']}"))


def _verified(entry, event, told):
    if verification := told.verifications.get(event.at):
        entry.facts.append((_("Answer"), _label(Verification.Answer, verification.answer)))
        at_desk = event.unit is None or event.unit.kind == Unit.Kind.CENTRE
        entry.facts.append((_("Looked at"), _("from the desk") if at_desk else _("on site, by the collector")))
        entry.texts.append(verification.text)


def _redone(entry, event, told):
    if part := told.parts.get(event.data.get("assignment")):
        entry.facts.append((_("To be redone by"), part.unit.label))


def _called_back(entry, event, told):
    call = told.callbacks.get(event.data.get("callback"))
    if call is None:
        return
    entry.facts.append((_("Call-back"), _("%(n)s of 3") % {"n": call.attempt}))
    entry.facts.append((_("Outcome"), call.get_outcome_display()))
    if call.solved:
        entry.facts.append((_("Solved"), call.get_solved_display()))
    for label, value in (
        (_("With the result"), call.satisfied_result),
        (_("With how it went"), call.satisfied_process),
    ):
        if value is not None:
            entry.facts.append((label, Callback.Satisfaction(value).label))
    if at := event.data.get("next_at"):
        entry.facts.append((_("Next attempt"), datetime.fromisoformat(at)))
    entry.texts.append(call.text)


def _found_unreasonable(entry, event, told):
    if found := told.unreasonables.get(event.data.get("unreasonable")):
        entry.texts.append(found.text if event.kind == "find_unreasonable" else found.answer)


def _counted(entry, event, told):
    entry.facts.append((_("In appraisal"), _("it counts") if event.data.get("counts") else _("it does not count")))


def _clock(entry, event, told):
    kind = _label(Clock.Kind, event.data.get("clock", ""))
    words = RUNGS[event.data["rung"]] if event.kind == "climb" else CLOCK_WORDS[event.kind]
    entry.what = words % {"clock": kind}
    if clock := told.clocks.get(event.data.get("clock_id")):
        entry.facts.append((_("Limit"), limit(clock)))
        if clock.assignment:
            entry.facts.append((_("Unit"), clock.assignment.unit.label))


def _pressed(entry, event, told):
    if part := told.parts.get(event.data.get("assignment")):
        entry.facts.append((_("Unit"), part.unit.label))
    if asked := told.supervisions.get(event.data.get("supervision")):
        entry.facts.append((_("Answer due"), asked.due_at))
        entry.texts.append(asked.text)


def _answered(entry, event, told):
    """In so many words, or by the last words of a part that ended while a supervision waited."""
    asked = told.supervisions.get(event.data.get("supervision"))
    if asked is None:
        return
    if event.kind == "answer_supervision":
        entry.texts.append(asked.answer)
    else:
        entry.facts.append((_("Supervision"), _("answered by this")))


def _given(entry, event, told):
    for person in known.of(User, {event.data["handler"]}).values():
        entry.facts.append((_("Handler"), person.label))


def _missed_by(event, clock):
    return clock.stopped_at == event.at and clock.due_at < event.at


def _late(clock):
    facts = {"clock": clock.get_kind_display(), "late": durations.words(clock.stopped_at - clock.due_at)}
    words = (
        _("%(clock)s: late by %(late)s, exempted on appeal") if clock.exempted_at else _("%(clock)s: late by %(late)s")
    )
    return words % facts


_DESCRIBE = {
    BIRTH: (_opened,),
    "assign": (_assigned,),
    "add_assist": (_assigned, asides.helped),
    "release": (_released,),
    "link": (_linked,),
    "unlink": (_linked,),
    "merge": (_linked,),
    "take_in": (_linked, _raised),
    "unmerge": (_linked,),
    "let_go": (_linked,),
    "split": (_linked,),
    "give_feedback": (_fed_back, _answered),
    "hand_back": (_handed_back, _answered),
    "urge": (_pressed,),
    "supervise": (_pressed,),
    "answer_supervision": (_answered,),
    "hand_to": (_given,),
    "note": (asides.helped, asides.needed),
    "raise_danger": (_endangered,),
    "tell_emergency": (_raised,),
    "worsen": (_worsened,),
    "rule": (_assigned, _ruled),
    "correct": (_corrected,),
    "classify": (_classified,),
    "verify": (_verified,),
    "reject": (_verified, _redone),
    "redo": (_redone,),
    "check": (_verified,),
    "find_unreasonable": (_found_unreasonable,),
    "sign_unreasonable": (_found_unreasonable, _counted),
    "refuse_unreasonable": (_found_unreasonable,),
    "appraise": (_counted,),
    "attempt": (_called_back,),
    "close": (_called_back,),
    "dissatisfied": (_called_back,),
    "ask_extension": (time_asked.asked,),
    "grant_extension": (time_asked.asked, time_asked.extended),
    "decline_extension": (time_asked.asked,),
    "ask_suspension": (time_asked.asked,),
    "suspend": (time_asked.asked,),
    "decline_suspension": (time_asked.asked,),
    "resume": (time_asked.asked, time_asked.resumed),
    "appeal": (time_asked.asked,),
    "review_appeal": (time_asked.asked, time_asked.reviewed),
    "halve": (_clock,),
    "warn": (_clock,),
    "climb": (_clock,),
    "miss": (_clock,),
}
