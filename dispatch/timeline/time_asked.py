"""Time that units ask for, on the timeline: what was asked, what was answered, and what it changed."""

from datetime import datetime

from django.utils.translation import gettext as _

from dispatch import durations
from dispatch.models import Appeal, Clock, Extension, Suspension
from units.templatetags.ui import clock_text

_MODELS = {"extension": Extension, "suspension": Suspension, "appeal": Appeal}
_ASKS = ("ask_extension", "ask_suspension", "appeal")


def rows(events):
    """{"extension": {id: row}, …} of what these events point at, in one query a kind."""
    named = {name: {e.data[name] for e in events if name in e.data} - {None} for name in _MODELS}
    return {
        name: _MODELS[name].objects.select_related("assignment__unit").in_bulk(pks)
        for name, pks in named.items()
        if pks
    }


def asked(entry, event, told):
    """What a unit asked for; the answer's own words are the event's note."""
    for name, found in told.time_asked.items():
        if row := found.get(event.data.get(name)):
            if event.assignment_id != row.assignment_id:  # else the line above names it
                entry.facts.append((_("Unit"), row.assignment.unit.label))
            if name == "extension":
                entry.facts.append((_("Extension"), _("%(n)s of 2") % {"n": row.number}))
            if name == "suspension" and event.kind != "resume":
                entry.facts.append((_("Until"), row.until))
            if name == "appeal":
                entry.facts.append((_("Clock"), Clock.Kind(event.data["clock"]).label))
            if event.kind in _ASKS:
                entry.texts.append(row.text)


def extended(entry, event, told):
    if "due" in event.data:
        before, after = (clock_text(datetime.fromisoformat(at)) for at in event.data["due"])
        entry.facts.append((_("Due"), f"{before} → {after}"))


def resumed(entry, event, told):
    row = told.time_asked.get("suspension", {}).get(event.data.get("suspension"))
    if row and row.answered_at:
        entry.facts.append((_("Stood still"), durations.words(event.at - row.answered_at)))


def reviewed(entry, event, told):
    """The first or the second of two, what this one says, and where the appeal stands after it."""
    row = told.time_asked.get("appeal", {}).get(event.data["appeal"])
    facts = {
        "n": 2 if row and row.second_at == event.at else 1,
        "says": _("to be exempted") if event.data["upholds"] else _("stays missed"),
    }
    entry.facts.append((_("Review"), _("%(n)s of 2: %(says)s") % facts))
    entry.facts.append((_("Result"), Appeal.State(event.data["state"]).label))
