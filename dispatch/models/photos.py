"""Photos: quarantined as received, re-encoded by the worker, shown only when ready."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dispatch.models.tickets import Ticket


class PhotoQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Photos of the tickets that a person sees, and his own."""
        return self.filter(Q(by=user) | Q(ticket__in=Ticket.objects.visible_to(user)))


class Photo(models.Model):
    class State(models.TextChoices):
        QUARANTINED = "quarantined", _("Being checked")
        READY = "ready", _("Ready")
        REFUSED = "refused", _("Refused")

    class About(models.TextChoices):
        REPORT = "report", _("Report")
        FEEDBACK = "feedback", _("Feedback")
        HAND_BACK = "hand_back", _("Hand-back")
        VERIFICATION = "verification", _("Verification")

    ticket = models.ForeignKey("dispatch.Ticket", models.PROTECT, null=True, blank=True, related_name="photos")
    about = models.CharField(max_length=12, choices=About)
    state = models.CharField(max_length=12, choices=State, default=State.QUARANTINED)
    name = models.CharField(max_length=40, unique=True)  # random; the file's name in its folder
    bytes = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    refused_because = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("units.User", models.PROTECT, related_name="+")

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self):
        return self.name
