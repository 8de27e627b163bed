"""Clocks are rows. Each says what it measures, from when, until when, and how it ended."""

from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext_lazy as _

URGENT = (1, 2)  # priorities whose clocks never pause silently
_OF_A_PART = ("acceptance", "first_feedback", "resolve", "supervision")


class ClockQuerySet(models.QuerySet):
    def running(self):
        return self.filter(stopped_at=None)

    def to_warn(self, at):
        return self.running().filter(warned_at=None, warn_at__lte=at)

    def to_miss(self, at):
        return self.running().filter(missed_at=None, due_at__lte=at)

    def to_halve(self, at):
        return self.running().filter(halved_at=None, half_at__lte=at)

    def to_climb(self, at):
        """Missed, and still nobody moves: the next rung of the ladder is due."""
        return self.running().filter(rung_at__lte=at)

    def with_pause(self):
        """Each with `paused_until` and `paused_for` (why) of the pause in which it stands now, or None."""
        standing = self.annotate(standing=FilteredRelation("pauses", condition=Q(pauses__ended_at=None)))
        return standing.annotate(paused_until=F("standing__until"), paused_for=F("standing__text"))


class Clock(models.Model):
    class Kind(models.TextChoices):
        # on the ticket
        DISPATCH = "dispatch", _("Dispatch")
        HANDLING = "handling", _("Handling")
        VERIFICATION = "verification", _("Verification")
        CALLBACK = "callback", _("Call-back")
        ARBITRATION = "arbitration", _("Ruling")
        # on the assignment
        ACCEPTANCE = "acceptance", _("Acceptance")
        FIRST_FEEDBACK = "first_feedback", _("First feedback")
        RESOLVE = "resolve", _("Resolve")
        SUPERVISION = "supervision", _("Answer to a supervision")

    OF_ASSIGNMENT = ("acceptance", "first_feedback", "resolve")  # the unit's work; they end with its part

    ticket = models.ForeignKey("dispatch.Ticket", models.PROTECT, related_name="clocks")
    assignment = models.ForeignKey("dispatch.Assignment", models.PROTECT, null=True, blank=True, related_name="clocks")
    kind = models.CharField(max_length=14, choices=Kind)
    started_at = models.DateTimeField()
    limit_seconds = models.PositiveIntegerField()  # in the kind's own time; for kinds of whole days 86,400 a day
    count_by = models.CharField(max_length=14, default="continuous", db_default="continuous")  # units.calendar.Kind
    provisional = models.BooleanField(
        default=False, db_default=False
    )  # counted through a year without official holidays
    half_at = models.DateTimeField(null=True, blank=True)
    warn_at = models.DateTimeField()
    due_at = models.DateTimeField()
    halved_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    missed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(
        "units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    rung = models.PositiveSmallIntegerField(default=0, db_default=0)  # of the ladder, once missed: who was rung so far
    rung_at = models.DateTimeField(null=True, blank=True)  # when the next rung is due
    exempted_at = models.DateTimeField(null=True, blank=True)  # an appeal was upheld: kept out of the exempted figure

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
                condition=Q(kind__in=_OF_A_PART, assignment__isnull=False)
                | (~Q(kind__in=_OF_A_PART) & Q(assignment=None)),
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
            models.Index(fields=["half_at"], name="clock_to_halve", condition=Q(stopped_at=None, halved_at=None)),
            models.Index(
                fields=["rung_at"], name="clock_to_climb", condition=Q(stopped_at=None, rung_at__isnull=False)
            ),
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


class Pause(models.Model):
    """A stretch that does not count on a clock: why, from when, until when, and who said so."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="pauses")
    ticket = models.ForeignKey("dispatch.Ticket", models.PROTECT, db_index=False, related_name="+")
    started_at = models.DateTimeField()
    until = models.DateTimeField()  # when it is to end; `ended_at` says when it did
    ended_at = models.DateTimeField(null=True, blank=True)
    text = models.TextField()
    by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["clock"], condition=Q(ended_at=None), name="one_pause_at_a_time"),
            models.CheckConstraint(
                name="pause_never_negative", condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at"))
            ),
        ]

    def __str__(self):
        return f"pause of {self.clock_id}"
