"""Clocks are rows. Each says what it measures, from when, until when, and how it ended."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ClockQuerySet(models.QuerySet):
    def running(self):
        return self.filter(stopped_at=None)

    def to_warn(self, at):
        return self.running().filter(warned_at=None, warn_at__lte=at)

    def to_miss(self, at):
        return self.running().filter(missed_at=None, due_at__lte=at)


class Clock(models.Model):
    class Kind(models.TextChoices):
        # on the ticket
        DISPATCH = "dispatch", _("Dispatch")
        HANDLING = "handling", _("Handling")
        VERIFICATION = "verification", _("Verification")
        CALLBACK = "callback", _("Call-back")
        # on the assignment
        ACCEPTANCE = "acceptance", _("Acceptance")
        FIRST_FEEDBACK = "first_feedback", _("First feedback")
        RESOLVE = "resolve", _("Resolve")

    OF_ASSIGNMENT = ("acceptance", "first_feedback", "resolve")

    ticket = models.ForeignKey("dispatch.Ticket", models.PROTECT, related_name="clocks")
    assignment = models.ForeignKey("dispatch.Assignment", models.PROTECT, null=True, blank=True, related_name="clocks")
    kind = models.CharField(max_length=14, choices=Kind)
    started_at = models.DateTimeField()
    limit_seconds = models.PositiveIntegerField()
    warn_at = models.DateTimeField()
    due_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True, blank=True)
    missed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(
        "units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    objects = ClockQuerySet.as_manager()

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.CheckConstraint(name="clock_due_after_start", condition=Q(due_at__gt=F("started_at"))),
            models.CheckConstraint(
                name="clock_never_negative", condition=Q(stopped_at=None) | Q(stopped_at__gte=F("started_at"))
            ),
            models.CheckConstraint(
                name="clock_of_ticket_or_assignment",
                condition=Q(kind__in=("acceptance", "first_feedback", "resolve"), assignment__isnull=False)
                | (~Q(kind__in=("acceptance", "first_feedback", "resolve")) & Q(assignment=None)),
            ),
            models.UniqueConstraint(
                fields=["ticket", "kind"],
                condition=Q(stopped_at=None, assignment=None),
                name="one_running_clock_a_ticket",
            ),
            models.UniqueConstraint(
                fields=["assignment", "kind"], condition=Q(stopped_at=None), name="one_running_clock_an_assignment"
            ),
        ]
        indexes = [
            models.Index(fields=["warn_at"], name="clock_to_warn", condition=Q(stopped_at=None, warned_at=None)),
            models.Index(fields=["due_at"], name="clock_to_miss", condition=Q(stopped_at=None, missed_at=None)),
            models.Index(fields=["due_at"], name="clock_by_due"),  # figures: the limits that ran out on a day
        ]

    def __str__(self):
        return f"{self.kind} {self.ticket_id}"

    @property
    def is_running(self):
        return self.stopped_at is None

    @property
    def in_time(self):
        """True or False once stopped; None while it runs within its limit."""
        if self.stopped_at:
            return self.stopped_at <= self.due_at
        return False if self.missed_at else None
