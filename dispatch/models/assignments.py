"""A unit's part of a ticket: its assignment, its feedback round by round, and its hand-back."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dispatch.workflow import OPEN, Status

_OPEN = [str(status.value) for status in Status if status in OPEN]


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own units' assignments. Those of other units on a ticket are read through the ticket."""
        if user.has_perm("dispatch.view_all_tickets"):
            return self if user.has_perm("dispatch.view_confidential") else self.filter(ticket__confidential=False)
        return self.filter(unit__in=user.unit_ids())

    def open(self):
        return self.filter(status__in=_OPEN)

    def ended(self):
        """In the words of the index of what a unit did before."""
        return self.exclude(status__in=_OPEN)


class Assignment(models.Model):
    class Part(models.TextChoices):
        LEAD = "lead", _("Lead")
        ASSIST = "assist", _("Assist")

    ticket = models.ForeignKey("dispatch.Ticket", models.PROTECT, related_name="assignments")
    unit = models.ForeignKey("units.Unit", models.PROTECT, db_index=False, related_name="assignments")
    part = models.CharField(max_length=6, choices=Part)
    status = models.CharField(max_length=8, choices=Status, default=Status.SENT)
    sent_at = models.DateTimeField()
    by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    handler = models.ForeignKey("units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    rework = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(
        default=1
    )  # forms of this part are drawn from it, not from the whole ticket's
    due_at = models.DateTimeField(null=True, blank=True)  # the earliest due of its running clocks; kept by the gate
    help_at = models.DateTimeField(
        null=True, blank=True
    )  # the unit asked for help, and the centre has not answered yet

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "unit"], condition=Q(status__in=_OPEN), name="one_open_part_a_unit"
            ),
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(status__in=_OPEN, part="lead"), name="one_open_lead_a_ticket"
            ),
            models.CheckConstraint(
                name="assignment_ended_has_time",
                condition=Q(status__in=_OPEN, ended_at=None) | (~Q(status__in=_OPEN) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due_at"], name="assignment_inbox", condition=Q(status__in=_OPEN)),
            models.Index(fields=["unit", "-ended_at"], name="assignment_history", condition=~Q(status__in=_OPEN)),
            models.Index(fields=["unit", "-sent_at"], name="assignment_unit_newest"),
            models.Index(fields=["sent_at"], name="assignment_by_time"),
        ]

    def __str__(self):
        return f"{self.ticket_id} → {self.unit_id}"

    @property
    def is_open(self):
        return self.status in OPEN

    @property
    def is_lead(self):
        return self.part == self.Part.LEAD


class Feedback(models.Model):
    """What a unit answers when its part is done (办结反馈). Feedback proposes; it never closes a ticket."""

    class WhyNot(models.TextChoices):
        NEEDS_TIME = "needs_time", _("Needs more time")
        NEEDS_MONEY = "needs_money", _("Needs money or equipment")
        OTHERS = "others", _("Depends on others")
        POLICY = "policy", _("Policy does not allow it")
        UNFOUNDED = "unfounded", _("Not found on site")

    assignment = models.ForeignKey(Assignment, models.PROTECT, db_index=False, related_name="feedbacks")
    ticket = models.ForeignKey("dispatch.Ticket", models.PROTECT, related_name="feedbacks")
    round = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    facts_true = models.BooleanField()
    in_remit = models.BooleanField()
    contacted_at = models.DateTimeField(null=True, blank=True)
    solved = models.BooleanField()
    why_not = models.CharField(max_length=12, choices=WhyNot, blank=True)
    public_answer = models.TextField()
    details = models.TextField(blank=True)  # for the centre and the other units, not for the caller

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "round"], name="one_feedback_a_round"),
            models.CheckConstraint(name="unsolved_says_why", condition=Q(solved=True) | ~Q(why_not="")),
        ]
        indexes = [models.Index(fields=["at"], name="feedback_by_time")]

    def __str__(self):
        return f"feedback {self.pk}"


class Return(models.Model):
    """A hand-back (退单): reason, legal basis and the owner that the unit suggests (domain.md §3)."""

    class Reason(models.TextChoices):
        R1 = "R1", _("R1 outside our area")
        R2 = "R2", _("R2 not our power")
        R3 = "R3", _("R3 owner unknown")
        R4 = "R4", _("R4 shared, needs a lead")
        R5 = "R5", _("R5 too little information")
        R6 = "R6", _("R6 duplicate")
        R7 = "R7", _("R7 not found on site")
        R8 = "R8", _("R8 final answer exists")
        R9 = "R9", _("R9 in court or petition")

    NEEDS_OWNER = ("R1", "R2", "R3", "R4")
    NEEDS_LAW = ("R1", "R2", "R4", "R8", "R9")  # of R8 the earlier conclusion, of R9 the court or petition office
    NEEDS_OTHER = ("R6",)
    NEEDS_PHOTO = ("R7",)

    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="handed_back")
    ticket = models.ForeignKey("dispatch.Ticket", models.PROTECT, related_name="hand_backs")
    at = models.DateTimeField()
    by = models.ForeignKey("units.User", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=2, choices=Reason)
    legal_basis = models.CharField(max_length=200, blank=True)
    suggested_unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                name="return_suggests_owner",
                condition=~Q(reason__in=["R1", "R2", "R3", "R4"]) | Q(suggested_unit__isnull=False),
            )
        ]

    def __str__(self):
        return f"return {self.pk}"
