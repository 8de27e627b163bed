"""Supervision (督办): the centre asks a unit why, and its answer has a deadline of its own."""

from django.db import models
from django.db.models import Q


class Supervision(models.Model):
    ticket = models.ForeignKey("dispatch.Ticket", models.PROTECT, related_name="supervisions")
    assignment = models.ForeignKey("dispatch.Assignment", models.PROTECT, db_index=False, related_name="supervisions")
    at = models.DateTimeField()
    by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    text = models.TextField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(answered_at=None), name="one_supervision_at_a_time"
            ),
            models.CheckConstraint(
                name="supervision_answer_whole",
                condition=Q(answered_at=None, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="supervision_waiting", condition=Q(answered_at=None))]

    def __str__(self):
        return f"supervision {self.pk}"
