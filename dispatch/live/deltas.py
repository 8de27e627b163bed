"""From events to what each audience's screens must change.

A delta says what a row is now, not what happened to it: the state is read when the delta is made, so a later delta is
never older than an earlier one, and applying all of them to an old screen gives the fresh one (tests/live proves it for
every verb). A row without HTML leaves the screen.
"""

import json
from functools import cached_property

from django.utils import translation

from dispatch import rows
from dispatch.live import sounds
from dispatch.live.audiences import CENTRE, CLEARED, cell, unit
from dispatch.models import Assignment, Event, Ticket, Verification


def encode(message):
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


class Changes:
    """The changes of a run of feed rows, rendered for the audiences that are asked for."""

    def __init__(self, feed):
        self.number = feed[-1].number
        self.events = {}
        for entry in feed:
            self.events.setdefault(entry.event.ticket_id, []).append(entry.event)
        self.tickets = Ticket.objects.select_related(*rows.OF_TICKET).in_bulk(list(self.events))
        self.assignments = self._assignments()
        self._rendered = {}

    def _assignments(self):
        """{unit's audience: its parts of the changed tickets, ended ones too}. The board's row is drawn from them as well."""
        parts = list(Assignment.objects.filter(ticket__in=self.tickets).select_related("unit").order_by("-part", "pk"))
        for pk, ticket in self.tickets.items():
            shown = [part for part in parts if part.ticket_id == pk and part.is_open]
            ticket._prefetched_objects_cache = {"assignments": shown}
        return self._grouped(parts, "unit_id", unit)

    @cached_property
    def verifications(self):
        """{cell's audience: the tasks in the changed tickets}, where an event concerns a cell at all."""
        asked = [pk for pk, events in self.events.items() if any(event.cells for event in events)]
        if not asked:
            return {}
        return self._grouped(Verification.objects.filter(ticket__in=asked).exclude(cell=None), "cell_id", cell)

    def _grouped(self, things, column, audience):
        found = {}
        for thing in things:
            thing.ticket = self.tickets[thing.ticket_id]
            found.setdefault(audience(getattr(thing, column)), []).append(thing)
        return found

    @cached_property
    def touched(self):
        """Every audience that has something to hear."""
        centre = {CLEARED}
        if self._tickets_of(CENTRE):
            centre.add(CENTRE)
        return frozenset(centre | {a for a in (*self.assignments, *self.verifications) if self._tickets_of(a)})

    def message(self, audience, language):
        """What the sockets of an audience are sent, or None."""
        if audience not in self.touched:
            return None
        if audience in (CLEARED, CENTRE):
            changed = self._centre_rows(language)
            if audience == CENTRE:
                changed = [self._for_the_uncleared(row) for row in changed if row["ticket"] in self._of_centre]
        else:
            changed = self._party_rows(audience, language)
        return {"type": "rows", "number": self.number, "rows": changed, "tickets": self._tickets_of(audience)}

    def _tickets_of(self, audience):
        """Tickets whose pages must look again: whoever may read a ticket hears that it moved, and no more."""
        if audience == CLEARED:
            return list(self.tickets)
        if audience == CENTRE:
            return list(self._of_centre)
        parts = self.assignments.get(audience) or self.verifications.get(audience) or []
        return sorted({part.ticket_id for part in parts if self._events_for_parties(part.ticket_id)})

    @cached_property
    def _of_centre(self):
        """What the centre without clearance hears of. Of a ticket that was just made confidential: that it is gone."""
        return dict.fromkeys(pk for pk, t in self.tickets.items() if not t.confidential or self._sealed_now(pk))

    def _sealed_now(self, ticket_id):
        return any(event.kind == "seal" for event in self.events[ticket_id])

    def _for_the_uncleared(self, row):
        if not self.tickets[row["ticket"]].confidential:
            return row
        return {name: row[name] for name in ("list", "id", "ticket", "version")} | {"html": None}

    def _events_for_parties(self, ticket_id):
        return [event for event in self.events[ticket_id] if event.audience != Event.Audience.CENTRE]

    # --- the board ---------------------------------------------------------------------------------------------------
    def _centre_rows(self, language):
        if ("centre", language) not in self._rendered:
            shown = [ticket for ticket in self.tickets.values() if ticket.is_open]
            html = self._html(rows.centre_rows, shown, language)
            self._rendered["centre", language] = [
                self._centre_row(t, html.get(t.pk), language) for t in self.tickets.values()
            ]
        return self._rendered["centre", language]

    def _centre_row(self, ticket, html, language):
        events = self.events[ticket.pk]
        last = events[-1]
        row = self._row("board", f"t-{ticket.pk}", ticket, ticket, events, html)
        row |= {"units": last.units_after, "street": ticket.street_id, "priority": ticket.priority, "by": last.by_id}
        return self._heard(row, events, [sounds.for_centre(event, ticket) for event in events], language)

    # --- inboxes and tasks -------------------------------------------------------------------------------------------
    def _party_rows(self, audience, language):
        changed = []
        parts = [p for p in self.assignments.get(audience, ()) if self._concerns(p.ticket_id, p.unit_id)]
        html = self._html(rows.unit_rows, [part for part in parts if part.is_open], language)
        for part in parts:
            events = self._events_for_parties(part.ticket_id)
            row = self._row("inbox", f"p-{part.pk}", part.ticket, part, events, html.get(part.pk))
            row["status"] = part.status
            changed.append(self._heard(row, events, [sounds.for_unit(event, part) for event in events], language))
        tasks = [v for v in self.verifications.get(audience, ()) if self._asks(v.ticket_id, v.cell_id)]
        waiting = [task for task in tasks if task.answered_at is None and not task.ticket.confidential]
        html = self._html(rows.cell_rows, waiting, language)
        for task in tasks:
            events = self._events_for_parties(task.ticket_id)
            row = self._row("tasks", f"v-{task.pk}", task.ticket, task, events, html.get(task.pk))
            changed.append(self._heard(row, events, [sounds.for_cell(event, task) for event in events], language))
        return changed

    def _concerns(self, ticket_id, unit_id):
        """A unit whose part has ended hears nothing of the rows any more."""
        return any(unit_id in {*e.units_before, *e.units_after} for e in self._events_for_parties(ticket_id))

    def _asks(self, ticket_id, cell_id):
        return any(cell_id in event.cells for event in self._events_for_parties(ticket_id))

    # --- both --------------------------------------------------------------------------------------------------------
    @staticmethod
    def _html(render, things, language):
        if not things:
            return {}
        with translation.override(language):
            return dict(zip((thing.pk for thing in things), render(things), strict=True))

    @staticmethod
    def _row(list_, id_, ticket, thing, events, html):
        return {
            "list": list_, "id": id_, "ticket": ticket.pk, "html": html, "stage": ticket.stage,
            "version": getattr(thing, "version", ticket.version), "before": events[0].stage_before,
            "due": int(thing.due_at.timestamp() * 1000) if thing.due_at else None, "verb": events[-1].kind,
        }  # fmt: skip

    def _heard(self, row, events, heard, language):
        """The row with its sound: worse news, else the last; `also` holds what that does not say. Each with who did it."""
        of_kind = {}  # in the order of each one's newest event
        for event, sound in zip(events, heard, strict=True):
            if sound:
                of_kind[sound] = [*of_kind.pop(sound, ()), event]
        if not of_kind:
            return row
        first, *others = (self._sound(each, of_kind, language, "by" in row) for each in sounds.to_ring(of_kind))
        return row | first | ({"also": others} if others else {})

    def _sound(self, sound, of_kind, language, signed):
        """One sound; `by` is who did all that it says, and need not hear it (static/js/live.js)."""
        said, events = {"sound": sound}, of_kind[sound]
        if sound == "worse" or events[-1].kind in sounds.FOLDED:
            said |= {"folds": True, "says": sounds.words(events, self.tickets[events[-1].ticket_id], language)}
        if signed:
            people = {e.by_id for each in (sound, *sounds.SAYS.get(sound, ())) for e in of_kind.get(each, ())}
            said["by"] = people.pop() if len(people) == 1 else None
        return said
