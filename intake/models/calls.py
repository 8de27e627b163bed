"""A call is any contact with the centre. It may carry several matters, one, or none."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dispatch.models.tickets import Source


class Validity(models.TextChoices):
    """The class that every call gets (domain.md §3). COUNTED says which count as valid."""

    POLICE = "police", _("Police matter")
    NON_POLICE = "non_police", _("Non-police matter")
    ADVICE = "advice", _("Advice")
    REPEAT = "repeat", _("Repeat")
    SILENT = "silent", _("Silent")
    DROPPED = "dropped", _("Dropped")
    MISDIAL = "misdial", _("Misdial")
    HARASSMENT = "harassment", _("Harassment")
    DRUNK_OR_ILL = "drunk_or_ill", _("Drunk or mentally unwell")
    TEST = "test", _("Test")
    DRILL = "drill", _("Drill")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    INTERNAL = "internal", _("Internal call")


COUNTED = frozenset({Validity.POLICE, Validity.NON_POLICE, Validity.ADVICE})
# Left out of the denominator as well: nobody rang about anything.
UNCOUNTED = frozenset({Validity.TEST, Validity.DRILL, Validity.INTERNAL})
SAME_CALL = timedelta(hours=1)  # so long after saving, another matter may still belong to the same call
OWED = frozenset({Validity.SILENT, Validity.DROPPED})  # nobody was heard: the caller is rung back
WITHOUT_MATTER = [v for v in Validity if v not in COUNTED]


class CallQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Calls are the hall's: whoever sees all tickets sees them; nobody else does.

        The calls of a confidential ticket are hidden with it by the database, to which alone that ticket is known.
        """
        return self if user.is_authenticated and user.has_perm("dispatch.view_all_tickets") else self.none()


class Call(models.Model):
    channel = models.CharField(max_length=8, choices=Source)
    number = models.CharField(max_length=32, blank=True)  # the caller's
    name = models.CharField(max_length=60, blank=True)
    called_line = models.CharField(max_length=32, blank=True)
    words = models.TextField(blank=True)
    validity = models.CharField(max_length=12, choices=Validity)
    advice = models.TextField(blank=True)
    text_only = models.BooleanField(default=False, db_default=False)  # the caller does not hear
    language = models.CharField(max_length=40, blank=True, default="", db_default="")  # other than Mandarin
    rang_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    entered_at = models.DateTimeField()  # when the form was begun
    saved_at = models.DateTimeField()
    by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    seat = models.CharField(max_length=20, blank=True)
    is_drill = models.BooleanField(default=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.CheckConstraint(name="call_entered_first", condition=Q(entered_at__lte=F("saved_at"))),
            models.CheckConstraint(name="call_has_validity", condition=Q(validity__in=Validity.values)),
        ]
        indexes = [
            models.Index(fields=["-saved_at", "-id"], name="call_newest"),
            models.Index(fields=["number", "-saved_at"], name="call_number_newest"),
            models.Index(fields=["validity", "-saved_at"], name="call_validity_newest"),
        ]

    def __str__(self):
        return f"call {self.pk}"


class Concern(models.Model):
    """Joins a call and a ticket: many calls may concern one ticket, one call may carry two matters."""

    call = models.ForeignKey(Call, models.PROTECT, db_index=False, related_name="concerns")
    ticket = models.ForeignKey("dispatch.Ticket", models.PROTECT, related_name="concerns")
    opened = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "ticket"], name="concern_once"),
            models.UniqueConstraint(fields=["ticket"], condition=Q(opened=True), name="one_opener_a_ticket"),
        ]

    def __str__(self):
        return f"{self.call_id} – {self.ticket_id}"


class Draft(models.Model):
    """A half-typed call, saved every two seconds; it survives a dead browser and is gone once the call is saved."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey("units.User", models.CASCADE, related_name="+")
    fields = models.JSONField(default=dict)
    entered_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["entered_at"]

    def __str__(self):
        return str(self.key)
