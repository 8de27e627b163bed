"""What a ticket's life is measured by. Names follow GB/T 30428.4; each says its formula (domain.md §3)."""

from django.db.models import Exists, F, OuterRef, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from dispatch.measures import asked, callers  # noqa: F401  they register their own
from dispatch.measures import dimensions as by
from dispatch.measures.rows import CLOCKS, CLOSED, FEEDBACKS, PARTS, TICKETS
from dispatch.models import Callback, Clock, Return
from dispatch.models.tickets import Disposition
from dispatch.workflow import Status
from units.measures import Measure, register

WORK, QUALITY, CALLER = "work", "quality", "caller"
_KINDS = Clock.Kind
_OUR_MATTER = ("R1", "R2", "R3", "R4")  # "not ours": outside our area, not our power, owner unknown, shared

register(
    Measure(
        "opened", _("Tickets opened"), _("Tickets opened on this day, without drills."),
        TICKETS, "opened_at", headline=3,
        dimensions=(by.STAGE, by.MAJOR, by.STREET, by.CELL, by.PRIORITY, by.SOURCE, by.HOUR),
    ),
    Measure(
        "closed", _("Tickets closed"), _("Tickets closed on this day, without voided ones."),
        CLOSED, "closed_at", where=~Q(disposition=Disposition.VOID),
        dimensions=(by.MAJOR, by.STREET, by.DISPOSITION),
    ),
    Measure(
        "overdue", _("Went overdue"),
        _("Tickets of which a limit ran out on this day before the step was taken; shown beside it: those still waiting."),
        CLOCKS, "due_at", where=Q(stopped_at=None) | Q(stopped_at__gt=F("due_at")), part=Q(stopped_at=None),
        part_label=_("still waiting"), rest_label=_("done late"), only_past=True, by_ticket=TICKETS, as_count=True, headline=5,
        less_is_better=True, dimensions=(by.CLOCK, by.unit_through("assignment__unit")),
    ),
    Measure(
        "reworked", _("Rework rate"),
        _("Feedback that answers a rework ÷ all feedback given on this day."),
        FEEDBACKS, "at", part=Q(round__gt=1), part_label=_("redone"), rest_label=_("first round"), group=QUALITY,
        less_is_better=True, dimensions=(by.unit_through("assignment__unit"),),
    ),
    Measure(
        "returned", _("Return rate"),
        _("Assignments sent on this day that were handed back ÷ all assignments sent on this day."),
        PARTS, "sent_at", part=Q(status=Status.RETURNED), part_label=_("handed back"), rest_label=_("kept"),
        group=QUALITY, less_is_better=True, dimensions=(by.UNIT,),
    ),
    Measure(
        "accurate", _("Accurate assignment rate"),
        _("Assignments sent on this day that were not handed back as another's matter (R1 to R4) ÷ all sent."),
        PARTS, "sent_at",
        part=~Q(Exists(Return.objects.filter(assignment=OuterRef("pk"), reason__in=_OUR_MATTER))),
        part_label=_("right at once"), rest_label=_("another's matter"), group=QUALITY, dimensions=(by.UNIT,),
    ),
    Measure(
        "called_back", _("Call-back rate"),
        _("Tickets closed on this day whose caller was rung ÷ those whose caller wanted a call-back."),
        CLOSED, "closed_at",
        where=Q(wants_callback=True, assigned_at__isnull=False) & ~Q(disposition=Disposition.VOID),
        part=Q(Exists(Callback.objects.filter(ticket=OuterRef("pk")))), part_label=_("rung"),
        rest_label=_("not rung"), group=CALLER,
    ),
    Measure(
        "unreachable", _("Could not be reached"), _("Tickets closed on this day because the caller could not be reached."),
        CLOSED, "closed_at", where=Q(disposition=Disposition.UNREACHABLE), group=CALLER,
        less_is_better=True,
    ),
)  # fmt: skip


def _clock(code, kind, label, formula, **more):
    """Share of the limits of one kind that ran out on the day and were kept, with median and distribution; and the same
    without the limits that an appeal exempted: they leave numerator and denominator alike."""
    of_a_part = kind in (*Clock.OF_ASSIGNMENT, Clock.Kind.SUPERVISION)
    by_unit = (by.unit_through("assignment__unit"),) if of_a_part else ()
    alike = {
        "part": Q(stopped_at__lte=F("due_at")),
        "part_label": _("in time"),
        "rest_label": _("late"),
        "only_past": True,
    }
    raw = Measure(
        code, label, formula, CLOCKS, "due_at", where=Q(kind=kind), group=WORK, dimensions=(by.RATIO, *by_unit),
        seconds=lambda: by.seconds_between("started_at", "stopped_at"), **alike, **more,
    )  # fmt: skip
    exempted = Measure(
        f"{code}_exempted", format_lazy(_("{figure}, exempted"), figure=label),
        format_lazy(_("{formula} Limits that an appeal exempted leave both numbers."), formula=formula),
        CLOCKS, "due_at", where=Q(kind=kind, exempted_at=None), beside=code, dimensions=by_unit, **alike,
    )  # fmt: skip
    return raw, exempted


register(
    *_clock("assigned_in_time", _KINDS.DISPATCH, _("Assigned in time"),
           _("Dispatch clocks (entry to assignment) whose limit ended on this day: kept ÷ all.")),
    *_clock("accepted_in_time", _KINDS.ACCEPTANCE, _("Accepted in time"),
           _("Acceptance clocks (assignment to acceptance) whose limit ended on this day: kept ÷ all.")),
    *_clock("first_word_in_time", _KINDS.FIRST_FEEDBACK, _("First feedback in time"),
           _("First-feedback clocks (assignment to the first word, at most 120 min) whose limit ended on this day: kept ÷ all.")),
    *_clock("handled_in_time", _KINDS.RESOLVE, _("Handled in time"),
           _("Resolve clocks of units (assignment to feedback) whose limit ended on this day: kept ÷ all.")),
    *_clock("answered_in_time", _KINDS.SUPERVISION, _("Supervisions answered in time"),
           _("Supervisions (question to answer) whose deadline ended on this day: kept ÷ all.")),
    *_clock("ruled_in_time", _KINDS.ARBITRATION, _("Ruled in time"),
           _("Clocks of disputes (second return to ruling) whose limit ended on this day: kept ÷ all.")),
    *_clock("verified_in_time", _KINDS.VERIFICATION, _("Verified in time"),
           _("Verification clocks (last feedback to verification; a check on site) whose limit ended on this day: kept ÷ all.")),
    *_clock("called_back_in_time", _KINDS.CALLBACK, _("Called back in time"),
           _("Call-back clocks (verification to the end of the call-back) whose limit ended on this day: kept ÷ all.")),
    *_clock("closed_in_time", _KINDS.HANDLING, _("Closed in time"),
           _("Handling clocks (first assignment to closing) whose limit ended on this day: kept ÷ all."), headline=4),
)  # fmt: skip
