"""The duty roster inside a unit: who answers for it, and when."""

from django.db import models
from django.db.models import F, Q


class DutyQuerySet(models.QuerySet):
    def standing(self):
        """Without those that were struck off."""
        return self.filter(struck_at=None)

    def at(self, moment):
        """Duties that run at a moment."""
        return self.standing().filter(starts_at__lte=moment, ends_at__gt=moment)


class Duty(models.Model):
    """One person's turn for the unit, from `starts_at` up to but without `ends_at`. Several people may share one.

    A turn that is struck off stays, with who struck it and when: a roster answers later who was to be there.
    """

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="duties")
    user = models.ForeignKey("units.User", models.PROTECT, related_name="duties")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    at = models.DateTimeField(null=True, blank=True)  # when it was put here, and by whom; empty where nobody was asked
    by = models.ForeignKey("units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.ForeignKey("units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(name="duty_in_order", condition=Q(ends_at__gt=F("starts_at"))),
            models.UniqueConstraint(
                fields=["unit", "user", "starts_at"], condition=Q(struck_at=None), name="duty_stands_once"
            ),
            models.CheckConstraint(name="duty_struck_by_somebody", condition=Q(struck_at=None) | ~Q(struck_by=None)),
        ]
        indexes = [models.Index(fields=["unit", "ends_at"], name="duty_of_unit")]

    def __str__(self):
        return f"{self.unit} {self.user}"
