"""Records that the shift leader took over from a seat."""

from django.db import models
from django.db.models import F, Q


class Takeover(models.Model):
    """A half-typed call went whole to a shift leader; never changed. The draft that it was goes once the call is saved."""

    key = models.UUIDField(db_index=True)  # of the draft
    former = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    seat = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(name="takeover_from_another", condition=~Q(former=F("by")))]

    def __str__(self):
        return f"{self.key}: {self.former_id} → {self.by_id}"
