"""Time that a unit asks for: extension (延期), suspension (挂账), appeal against an overdue clock. Others approve."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Asked(models.Model):
    """What the three have in common: a unit's part asks with a reason, and somebody else answers."""

    ticket = models.ForeignKey("dispatch.Ticket", models.PROTECT, related_name="%(class)ss")
    assignment = models.ForeignKey("dispatch.Assignment", models.PROTECT, db_index=False, related_name="%(class)ss")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    text = models.TextField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    answer = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ["asked_at"]

    def __str__(self):
        return f"{self._meta.model_name} {self.pk}"


def _answered_by_another(name):
    return models.CheckConstraint(name=name, condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by")))


class Extension(Asked):
    """Asked before the resolve clock is overdue, at most twice a part; each adds one original limit."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        GRANTED = "granted", _("Granted")
        DECLINED = "declined", _("Declined")

    number = models.PositiveSmallIntegerField()  # 1 or 2 of this part, granted or not
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)

    class Meta(Asked.Meta):
        constraints = [
            models.UniqueConstraint(fields=["assignment", "number"], name="extension_number_once"),
            models.CheckConstraint(name="extension_at_most_twice", condition=Q(number__range=(1, 2))),
            models.UniqueConstraint(fields=["assignment"], condition=Q(state="asked"), name="one_extension_asked"),
            _answered_by_another("extension_by_another"),
        ]
        indexes = [
            models.Index(fields=["asked_at"], name="extension_waiting", condition=Q(state="asked")),
            models.Index(fields=["asked_at"], name="extension_by_day"),
        ]


class Suspension(Asked):
    """Once a ticket, with a reason, until a day within a year; it resumes by itself."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        RUNNING = "running", _("Suspended")
        ENDED = "ended", _("Resumed")
        DECLINED = "declined", _("Declined")

    until = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")

    class Meta(Asked.Meta):
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=~Q(state="declined"), name="suspended_once"),
            models.CheckConstraint(name="suspension_forward", condition=Q(until__gt=F("asked_at"))),
            _answered_by_another("suspension_by_another"),
        ]
        indexes = [
            models.Index(fields=["until"], name="suspension_to_end", condition=Q(state="running")),
            models.Index(fields=["asked_at"], name="suspension_waiting", condition=Q(state="asked")),
            models.Index(fields=["asked_at"], name="suspension_by_day"),
        ]


class Appeal(Asked):
    """Against one missed clock, after closing, once. Two people review: `answered_by` first, then `second_by`."""

    class State(models.TextChoices):
        ASKED = "asked", _("Under review")
        UPHELD = "upheld", pgettext_lazy("appeal", "Exempted")
        DECLINED = "declined", _("Not exempted")

    clock = models.OneToOneField("dispatch.Clock", models.PROTECT, related_name="appeal")
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    first_upholds = models.BooleanField(null=True, blank=True)
    second_at = models.DateTimeField(null=True, blank=True)
    second_by = models.ForeignKey("units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    second_upholds = models.BooleanField(null=True, blank=True)
    second_answer = models.TextField(blank=True)

    class Meta(Asked.Meta):
        constraints = [
            _answered_by_another("appeal_by_another"),
            models.CheckConstraint(
                name="appeal_two_reviewers",
                condition=Q(second_by=None) | (~Q(second_by=F("answered_by")) & ~Q(second_by=F("asked_by"))),
            ),
            models.CheckConstraint(
                name="exempted_by_two",
                condition=~Q(state="upheld") | Q(first_upholds=True, second_upholds=True, second_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], name="appeal_waiting", condition=Q(state="asked")),
            models.Index(fields=["asked_at"], name="appeal_by_day"),
        ]
