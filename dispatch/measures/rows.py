"""The sorts of rows that measures of dispatch count, and how each is written in the list behind a figure."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dispatch import durations
from dispatch.models import Appeal, Assignment, Callback, Clock, Extension, Feedback, Ruling, Suspension, Ticket
from dispatch.workflow import Stage
from units.measures import Column, Rows


def _of_tickets(queryset, user, path="ticket__"):
    """Rows of tickets that this person may see, without drills. Joined, not `IN`: the day's few rows come first."""
    queryset = queryset.filter(**{f"{path}is_drill": False})
    if user.has_perm("dispatch.view_confidential"):
        return queryset
    if user.has_perm("dispatch.view_all_tickets"):
        return queryset.filter(**{f"{path}confidential": False})
    return queryset.filter(ticket__in=Ticket.objects.visible_to(user))


def _ticket(row, path):
    return getattr(row, path) if path else row


def _number(path="ticket"):
    return Column(_("Number"), lambda row: _ticket(row, path).number, lambda row: _ticket(row, path).get_absolute_url())


def _item(path="ticket"):
    return Column(_("Item"), lambda row: f"{_ticket(row, path).item.code} {_ticket(row, path).item.label}")


def _stage(path="ticket"):
    return Column(_("Stage"), lambda row: _ticket(row, path).get_stage_display())


def _when(label, name):
    return Column(label, lambda row: getattr(row, name))


_UNIT = Column(_("Linkage unit"), lambda row: row.unit.label)

TICKETS = Rows(
    "ticket",
    _("tickets"),
    lambda user: Ticket.objects.visible_to(user).real(),
    (
        _number(""),
        _item(""),
        Column(_("Place"), lambda row: row.address or (row.street.label if row.street else "")),
        Column(_("Priority"), lambda row: f"P{row.priority}"),
        _stage(""),
        _when(_("Opened"), "opened_at"),
        _when(pgettext_lazy("time of closing", "Closed"), "closed_at"),
    ),
    ticket="pk",
    related=("item", "street"),
)
CLOSED = replace(TICKETS, code="closed", visible=lambda user: TICKETS.visible(user).filter(stage=Stage.CLOSED))
PARTS = Rows(
    "part",
    _("assignments"),
    lambda user: _of_tickets(Assignment.objects.all(), user),
    (
        _number(),
        _UNIT,
        _item(),
        Column(_("Part"), lambda row: row.get_part_display()),
        Column(_("State"), lambda row: row.get_status_display()),
        _when(_("Sent"), "sent_at"),
        _when(_("Accepted"), "accepted_at"),
        _when(_("Ended"), "ended_at"),
    ),
    ticket="ticket_id",
    related=("ticket__item", "unit"),
)
CLOCKS = Rows(
    "clock",
    _("time limits"),
    lambda user: _of_tickets(Clock.objects.all(), user),
    (
        _number(),
        Column(_("Linkage unit"), lambda row: row.assignment.unit.label if row.assignment else ""),
        _item(),
        Column(_("Clock"), lambda row: row.get_kind_display()),
        _when(_("From"), "started_at"),
        Column(_("Limit"), lambda row: durations.words(row.limit_seconds)),
        Column(
            _("Taken"),
            lambda row: durations.words(row.stopped_at - row.started_at) if row.stopped_at else _("still running"),
        ),
        Column(_("In time"), lambda row: _("yes") if row.in_time else _("no")),
    ),
    ticket="ticket_id",
    related=("ticket__item", "assignment__unit"),
)
FEEDBACKS = Rows(
    "feedback",
    _("feedbacks"),
    lambda user: _of_tickets(Feedback.objects.all(), user),
    (
        _number(),
        Column(_("Linkage unit"), lambda row: row.assignment.unit.label),
        _item(),
        Column(_("Round"), lambda row: str(row.round)),
        Column(_("Solved"), lambda row: _("yes") if row.solved else row.get_why_not_display()),
        _when(_("Given"), "at"),
        _stage(),
    ),
    ticket="ticket_id",
    related=("ticket__item", "assignment__unit"),
)
CALLBACKS = Rows(
    "callback",
    _("call-backs"),
    lambda user: _of_tickets(Callback.objects.all(), user),
    (
        _number(),
        _item(),
        Column(_("Attempt"), lambda row: str(row.attempt)),
        Column(_("Outcome"), lambda row: row.get_outcome_display()),
        Column(_("Solved"), lambda row: row.get_solved_display()),
        Column(_("Result"), lambda row: row.get_satisfied_result_display() if row.satisfied_result else ""),
        Column(_("Process"), lambda row: row.get_satisfied_process_display() if row.satisfied_process else ""),
        Column(_("Not counted because"), lambda row: row.not_counted_because),
        _when(_("Asked"), "at"),
    ),
    ticket="ticket_id",
    related=("ticket__item",),
)


def _asked(model, code, label):
    """What units ask for, with who asked, when, and what became of it."""
    return Rows(
        code,
        label,
        lambda user: _of_tickets(model.objects.all(), user),
        (
            _number(),
            Column(_("Linkage unit"), lambda row: row.assignment.unit.label),
            _item(),
            _when(_("Asked"), "asked_at"),
            Column(_("State"), lambda row: row.get_state_display()),
            _when(_("Answered"), "answered_at"),
        ),
        ticket="ticket_id",
        related=("ticket__item", "assignment__unit"),
    )


EXTENSIONS = _asked(Extension, "extension", _("extensions"))
SUSPENSIONS = _asked(Suspension, "suspension", _("suspensions"))
APPEALS = _asked(Appeal, "appeal", _("appeals"))
RULINGS = Rows(
    "ruling",
    _("disputes"),
    lambda user: _of_tickets(Ruling.objects.all(), user),
    (
        _number(),
        _item(),
        _when(_("Opened"), "opened_at"),
        _when(_("Ruled"), "decided_at"),
        Column(_("Lead"), lambda row: row.lead.label if row.lead else ""),
        _stage(),
    ),
    ticket="ticket_id",
    related=("ticket__item", "lead"),
)
