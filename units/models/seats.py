"""Seats of the hall, how each stands now, every change of that, and rests."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from units.labels import Named
from units.seats.moves import MOVES, State


class Seat(Named):
    """A place in the hall. One person at a time sits on it; the gate copies its code onto each event."""

    code = models.SlugField(max_length=20, unique=True)
    occupant = models.OneToOneField("units.User", models.SET_NULL, null=True, blank=True, related_name="seat")
    state = models.CharField(max_length=8, choices=State, default=State.AWAY, db_default=State.AWAY)
    since = models.DateTimeField(null=True, blank=True)  # of the state; nobody has sat here yet: none
    seen_at = models.DateTimeField(null=True, blank=True)  # last sign of life of a browser of its person

    class Meta:
        ordering = ["code"]


class SeatChange(models.Model):
    """One move of a seat; never changed or deleted. `user` sat there then, `by` did it."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="changes")
    verb = models.CharField(max_length=14)  # one of MOVES; its words change without a migration
    before = models.CharField(max_length=8, choices=State)
    after = models.CharField(max_length=8, choices=State)
    at = models.DateTimeField()
    user = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    text = models.CharField(max_length=200, blank=True)  # why

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return f"{self.seat_id}: {self.verb}"

    @property
    def label(self):
        return MOVES[self.verb].label if self.verb in MOVES else self.verb


class RestQuerySet(models.QuerySet):
    def open(self):
        """Asked, approved or under way; of each person one at most."""
        return self.filter(ended_at=None)


class Rest(models.Model):
    """A rest that was asked for: answered by the shift leader, begun once the seat is free, ended by its person."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", pgettext_lazy("of a rest", "Approved")
        DECLINED = "declined", pgettext_lazy("of a rest", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("of a rest", "Withdrawn")

    user = models.ForeignKey("units.User", models.PROTECT, related_name="rests")
    seat = models.ForeignKey(Seat, models.PROTECT, db_index=False, related_name="+")
    minutes = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    answer = models.CharField(max_length=100, blank=True)  # why it was declined
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # also of what was declined or withdrawn

    objects = RestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(ended_at=None), name="one_open_rest_a_person"),
            models.CheckConstraint(name="rest_has_minutes", condition=Q(minutes__gte=1, minutes__lte=240)),
            models.CheckConstraint(
                name="rest_answer_whole",
                condition=Q(outcome="", answered_at=None, answered_by=None)
                | (~Q(outcome="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
            ),
            models.CheckConstraint(name="rest_declined_says_why", condition=~Q(outcome="declined") | ~Q(answer="")),
            models.CheckConstraint(
                name="rest_begins_approved",
                condition=Q(began_at=None) | Q(outcome="approved", began_at__gte=F("answered_at")),
            ),
            models.CheckConstraint(
                name="rest_ends_once_answered",
                condition=Q(ended_at=None) | (~Q(outcome="") & Q(ended_at__gte=F("asked_at"))),
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], condition=Q(ended_at=None), name="rest_open")]

    def __str__(self):
        return f"{self.user_id}: {self.minutes} min"

    @property
    def due_at(self):
        """When it should be over, once it has begun."""
        return self.began_at and self.began_at + timedelta(minutes=self.minutes)

    def is_over(self, now):
        return self.began_at is not None and now > self.due_at
