"""The duty roster inside a unit: who answers for it, and when."""

from django.db import models
from django.db.models import F, Q


class DutyQuerySet(models.QuerySet):
    def at(self, moment):
        """Duties that run at a moment."""
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)


class Duty(models.Model):
    """One person's turn for the unit, from `starts_at` up to but without `ends_at`. Several people may share one."""

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="duties")
    user = models.ForeignKey("units.User", models.PROTECT, related_name="duties")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(name="duty_in_order", condition=Q(ends_at__gt=F("starts_at"))),
            models.UniqueConstraint(fields=["unit", "user", "starts_at"], name="duty_once"),
        ]
        indexes = [models.Index(fields=["unit", "ends_at"], name="duty_of_unit")]

    def __str__(self):
        return f"{self.unit} {self.user}"
