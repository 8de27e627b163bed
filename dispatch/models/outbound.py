"""Work that leaves the request: deliveries to the outside, jobs behind the screens, and signs of life."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Delivery(models.Model):
    """One outbound act (SMS, webhook): leased, sent, retried, and dead-lettered in sight after ten tries."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", pgettext_lazy("delivery", "Sent")
        DEAD = "dead", _("Given up")

    handler = models.CharField(max_length=40)
    payload = models.JSONField()
    ticket = models.ForeignKey("dispatch.Ticket", models.PROTECT, null=True, blank=True, related_name="deliveries")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["next_at"], name="delivery_waiting", condition=Q(state="waiting")),
            models.Index(fields=["id"], name="delivery_dead", condition=Q(state="dead")),
        ]

    def __str__(self):
        return f"{self.handler} {self.pk}"


class Job(models.Model):
    """A Celery task to be: requests write this row, and the outbox hands it to Celery (a hung Redis blocks nobody)."""

    task = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()  # handed over at or after this time; again later unless done
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["next_at"], name="job_waiting", condition=Q(done_at=None))]

    def __str__(self):
        return f"{self.task} {self.pk}"


class Heartbeat(models.Model):
    """When a loop last came round: tick, outbox."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self):
        return self.name
