"""Idempotency: one row for each creating or moving write, in the same transaction as its effect."""

from django.db import models


class Receipt(models.Model):
    """(user, key) happens once. `digest` tells the same body from another; `place` is where the answer stands."""

    user = models.ForeignKey("units.User", models.PROTECT, related_name="+")
    key = models.UUIDField()
    digest = models.CharField(max_length=64)
    place = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(db_default=models.functions.Now(), db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="receipt_once")]

    def __str__(self):
        return str(self.key)
