"""What one shift leaves to the next: the lines of the ledger, drawn from the queues, and read back with their names.

Each ticket stands once, in the first group that claims it; a unit without a word has a line of its own. Found by due time
and stage among what is open, so a draft costs the same in the tenth year as on the first day.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy, pgettext_lazy

from dispatch import silence
from dispatch.models import Assignment, Item, Supervision, Ticket
from dispatch.workflow import Stage
from units import known
from units.models import Unit

MOST = 60  # lines of a group; the figures above say how many there are
GROUPS = {
    "urgent": gettext_lazy("Urgent and supervised"),
    "silent": gettext_lazy("Units without a word"),
    "overdue": gettext_lazy("Other overdue tickets"),
    "due": gettext_lazy("Due soon"),
    "callback": gettext_lazy("Call-backs owed"),
    "open": gettext_lazy("Other open tickets, the oldest first"),
    "ended": gettext_lazy("Ended after a remark was written"),
}
FIGURES = {
    "open": pgettext_lazy("tickets", "Open"),
    "urgent": gettext_lazy("Urgent and supervised"),
    "silent": gettext_lazy("Units without a word"),
    "overdue": pgettext_lazy("tickets", "Overdue"),
    "due": gettext_lazy("Due soon"),
    "callback": gettext_lazy("Call-backs owed"),
}
_sections = {}  # code: what other apps owe the next shift
_SUPERVISED = Exists(Supervision.objects.filter(ticket=OuterRef("pk"), answered_at=None))
URGENT = Q(priority=1) | Q(danger=True) | Q(supervised=True)


@dataclass
class Line:
    """One line: ids and codes as they are stored; the names are given when it is read."""

    key: str  # t<ticket> or p<part>: what a remark is kept by
    group: str
    number: str
    item: int
    street: int | None
    unit: int | None  # who has it: the lead, or the silent unit
    priority: int
    stage: str
    since: str  # ISO 8601: opened, or silent since
    due: str | None
    danger: bool
    supervised: bool
    confidential: bool

    def named(self, items, units, remarks):
        self.item, self.street, self.unit = items.get(self.item), units.get(self.street), units.get(self.unit)
        self.since = datetime.fromisoformat(self.since)
        self.due = datetime.fromisoformat(self.due) if self.due else None
        self.remark = remarks.get(self.key, "")
        self.waits_for = Stage(self.stage).label
        return self


def register(section):
    """Let another app put what it owes into the ledger. A section has a `code`, a `label`, and two questions.

    `drawn(user, at)` answers its rows as they are stored: {"key": what a remark is kept by, "id", "since", "due"}, moments in
    ISO 8601, never a personal value. `words({id})` says in the reader's language what they are: {id: words}.
    """
    _sections[section.code] = section


def sections_drawn(user, at):
    """{code: rows} of what other apps owe at this moment."""
    return {code: section.drawn(user, at) for code, section in _sections.items()}


def sections(handover):
    """[(code, label, rows)] of a ledger's sections that hold something, each row with `words`, moments and its remark."""
    found = []
    for code, rows in handover.sections.items():
        if code in _sections and rows:
            words = _sections[code].words({row["id"] for row in rows})
            found.append((code, _sections[code].label, [_read(row, words, handover.remarks) for row in rows]))
    return found


def section_figures(handover):
    """[(code, label, how many were owed)] of a ledger's sections."""
    standing = {code: [row for row in rows if not row.get("ended")] for code, rows in handover.sections.items()}
    return [(code, _sections[code].label, len(rows)) for code, rows in standing.items() if code in _sections]


def _read(row, words, remarks):
    since, due = datetime.fromisoformat(row["since"]), datetime.fromisoformat(row["due"])
    return {
        "ended": False, **row, "since": since, "due": due, "words": words.get(row["id"], "–"),
        "remark": remarks.get(row["key"], ""),
    }  # fmt: skip


def drawn(user, at):
    """(lines, figures) at this moment, of all that `user` may see, as they are stored."""
    tickets = Ticket.objects.visible_to(user).real().open().annotate(supervised=_SUPERVISED)
    silent = [row for row in silence.rows(user, at) if row.group == "silent" and not row.ticket.is_drill]
    lines, seen = [], set()
    for group, found in _queues(tickets, at).items():
        if group == "overdue":
            lines += [_of_silent(row) for row in silent[:MOST]]
            seen |= {row.ticket.pk for row in silent[:MOST]}
        tickets_of_group = list(found.exclude(pk__in=seen)[:MOST])
        lines += [_of_ticket(ticket, group) for ticket in tickets_of_group]
        seen |= {ticket.pk for ticket in tickets_of_group}
    leads = Assignment.objects.open().filter(part="lead", ticket__number__in=[line.number for line in lines])
    leads = dict(leads.values_list("ticket__number", "unit"))
    for line in lines:
        line.unit = line.unit or leads.get(line.number)
    return [asdict(line) for line in lines], {**_figures(tickets, at), "silent": len(silent)}


def groups(handover):
    """[(code, label, [Line])] of a ledger with the names of today, in two queries at most."""
    lines = [Line(**row) for row in handover.lines]
    items = known.of(Item, {line.item for line in lines})
    units = known.of(Unit, {pk for line in lines for pk in (line.street, line.unit)})
    found = {}
    for line in lines:
        found.setdefault(line.group, []).append(line.named(items, units, handover.remarks))
    return [(code, label, found[code]) for code, label in GROUPS.items() if code in found]


def with_ended(lines, former, remarks):
    """Lines drawn anew, and of the former ones those that are gone but were spoken of: no remark is lost."""
    return lines + [{**line, "group": "ended"} for line in _gone(lines, former, remarks)]


def sections_with_ended(drawn, former, remarks):
    return {
        code: rows + [{**row, "ended": True} for row in _gone(rows, former.get(code, []), remarks)]
        for code, rows in drawn.items()
    }


def _gone(lines, former, remarks):
    here = {line["key"] for line in lines}
    return [line for line in former if line["key"] not in here and remarks.get(line["key"])]


def _queues(tickets, at):
    soon = at + timedelta(seconds=settings.HANDOVER_DUE_SECONDS)
    by_due = tickets.order_by("due_at", "pk")
    return {
        "urgent": by_due.filter(URGENT),
        "overdue": by_due.filter(due_at__lt=at),
        "due": by_due.filter(due_at__range=(at, soon)),
        "callback": tickets.filter(stage=Stage.CALLBACK).order_by(F("callback_at").asc(nulls_first=True), "pk"),
        "open": tickets.order_by("opened_at", "pk"),
    }


def _figures(tickets, at):
    soon = at + timedelta(seconds=settings.HANDOVER_DUE_SECONDS)
    return tickets.aggregate(
        open=Count("pk"),
        urgent=Count("pk", filter=URGENT),
        overdue=Count("pk", filter=Q(due_at__lt=at)),
        due=Count("pk", filter=Q(due_at__range=(at, soon))),
        callback=Count("pk", filter=Q(stage=Stage.CALLBACK)),
    )


def _of_ticket(ticket, group):
    return Line(
        key=f"t{ticket.pk}", group=group, since=ticket.opened_at.isoformat(),
        due=ticket.due_at and ticket.due_at.isoformat(), supervised=ticket.supervised, **_facts(ticket),
    )  # fmt: skip


def _of_silent(row):
    facts = {**_facts(row.ticket), "unit": row.part.unit_id}
    return Line(
        key=f"p{row.part.pk}", group="silent", since=row.since.isoformat(), due=row.due.isoformat(),
        supervised=bool(row.asked), **facts,
    )  # fmt: skip


def _facts(ticket):
    return {
        "number": ticket.number, "item": ticket.item_id, "street": ticket.street_id, "unit": None,
        "priority": ticket.priority, "stage": ticket.stage, "danger": ticket.danger,
        "confidential": ticket.confidential,
    }  # fmt: skip
