"""A dialogue by text messages (12110): what a caller wrote, what the hall answered, and silent alarms (domain.md A10).

A dialogue is one contact with the centre: it is saved as one Call, as a ring is, and hears on for some hours after that.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DialogueQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Dialogues are the hall's, as calls are."""
        return self if user.is_authenticated and user.has_perm("dispatch.view_all_tickets") else self.none()

    def open(self):
        return self.filter(closed_at=None)

    def first_things_first(self):
        """Alarms, then whoever has waited longest for an answer, then the rest by age."""
        return self.order_by("-is_alarm", F("waits_since").asc(nulls_last=True), "opened_at", "pk")


class Dialogue(models.Model):
    """`key` is the key of the form in which it is typed: whoever holds the dialogue may save it under that key."""

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    number = models.CharField(max_length=32, blank=True)  # the caller's; empty where a device has none
    device = models.CharField(max_length=60, blank=True)  # which alarm device spoke, and
    place = models.CharField(max_length=200, blank=True)  # where it is said to stand
    is_alarm = models.BooleanField(default=False)  # the caller may not be able to speak
    text_only = models.BooleanField(default=False)  # the caller does not hear: he is reached by text only
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()  # of its newest message
    waits_since = models.DateTimeField(null=True, blank=True)  # the first message that nobody has answered yet
    holder = models.ForeignKey("units.User", models.PROTECT, null=True, blank=True, related_name="+")
    seat = models.CharField(max_length=20, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)  # last sign of life of the holder's browser
    call = models.OneToOneField("intake.Call", models.PROTECT, null=True, blank=True, related_name="dialogue")
    closed_at = models.DateTimeField(null=True, blank=True)  # what this number writes from now on is another dialogue
    version = models.PositiveIntegerField(default=0)  # raised by every change that a screen shows

    objects = DialogueQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["number", "device"], condition=Q(closed_at=None), name="one_open_dialogue_a_caller"
            ),
            models.CheckConstraint(name="dialogue_of_somebody", condition=~Q(number="", device="")),
            models.CheckConstraint(
                name="dialogue_held_whole",
                condition=Q(holder=None, claimed_at=None, seen_at=None, seat="")
                | Q(holder__isnull=False, claimed_at__isnull=False, seen_at__isnull=False),
            ),
            models.CheckConstraint(
                name="dialogue_closed_once_saved", condition=Q(closed_at=None) | Q(call__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["opened_at", "id"], condition=Q(closed_at=None), name="dialogue_open")]

    def __str__(self):
        return f"dialogue {self.pk}"


class TextMessage(models.Model):
    """One message. `event_id` and `digest` are the provider's, of what came in: the same message counts once."""

    class Direction(models.TextChoices):
        IN = "in", pgettext_lazy("direction of a message", "Received")
        OUT = "out", pgettext_lazy("direction of a message", "Sent")

    dialogue = models.ForeignKey(Dialogue, models.PROTECT, db_index=False, related_name="messages")
    direction = models.CharField(max_length=3, choices=Direction)
    words = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()  # in the database's time, whatever the provider's clock shows
    received_at = models.DateTimeField(null=True, blank=True)
    event_id = models.CharField(max_length=64, null=True, blank=True, unique=True)
    digest = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey("units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    seat = models.CharField(max_length=20, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)  # the gateway has it
    given_up_at = models.DateTimeField(null=True, blank=True)  # after ten tries; the outbox can send it again
    delivered_at = models.DateTimeField(null=True, blank=True)  # the caller's telephone has it
    failed_at = models.DateTimeField(null=True, blank=True)  # the operator could not deliver it

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="text_from_the_caller_or_a_person",
                condition=Q(direction="in", by=None, event_id__isnull=False, received_at__isnull=False)
                | (Q(direction="out", by__isnull=False, event_id=None) & ~Q(words="")),
            )
        ]
        indexes = [models.Index(fields=["dialogue", "at", "id"], name="text_in_order")]

    def __str__(self):
        return f"text {self.pk}"

    @property
    def mark(self):
        """(shape, tone, words) of what has become of an answer."""
        if self.delivered_at:
            return "✓", "ok", _("delivered")
        if self.failed_at:
            return "▲", "over", _("not delivered")
        if self.given_up_at:
            return "▲", "over", _("given up: the gateway does not take it")
        return ("◐", "", _("with the gateway")) if self.sent_at else ("○", "", _("on its way"))
