"""Trained models that suggest an item, what they consist of, and which of them ran from when on."""

from django.db import models
from django.db.models import F, Q


class Suggester(models.Model):
    """One model; its number is its id. Figures are of tickets that no model ever learns from."""

    begun_at = models.DateTimeField()
    by = models.ForeignKey("units.User", models.PROTECT, null=True, db_index=False, related_name="+")  # null: the night
    trained_at = models.DateTimeField(null=True)  # null while pieces are still to be made
    tickets = models.PositiveIntegerField(default=0)  # learnt from; 0 is a cold start, from the duty list's words alone
    until = models.DateTimeField(null=True)  # when the newest of them was closed
    held_out = models.PositiveIntegerField(default=0)  # tickets that the shares below were measured on
    top1 = models.FloatField(null=True)  # share of them whose item came first
    top3 = models.FloatField(null=True)  # share of them whose item was among three
    former_top3 = models.FloatField(null=True)  # what the model that ran before reached on the same tickets

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="suggester_measured_whole",
                condition=Q(top1=None, top3=None)
                | Q(
                    trained_at__isnull=False,
                    held_out__gte=1,
                    top1__isnull=False,
                    top3__isnull=False,
                    top1__gte=0,
                    top1__lte=F("top3"),
                    top3__lte=1,
                ),
            ),
        ]

    def __str__(self):
        return f"suggester {self.pk}"


class SuggesterPart(models.Model):
    """Bytes of one: the counted sample and the pieces while it is made, then the whole; the oldest ones go."""

    suggester = models.ForeignKey(Suggester, models.CASCADE, db_index=False, related_name="parts")
    name = models.CharField(max_length=8)  # sample, whole, or the number of a piece
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["suggester", "name"], name="suggester_part_once")]

    def __str__(self):
        return f"{self.suggester_id} {self.name}"


class SuggesterUse(models.Model):
    """From `at` on this one runs. Rows are only added: going back is using an older one again."""

    suggester = models.ForeignKey(Suggester, models.PROTECT, db_index=False, related_name="uses")
    at = models.DateTimeField()
    by = models.ForeignKey("units.User", models.PROTECT, null=True, db_index=False, related_name="+")

    def __str__(self):
        return f"suggester {self.suggester_id} from {self.at}"
