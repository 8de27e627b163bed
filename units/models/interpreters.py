"""Whom to ring when a caller speaks another language or dialect (domain.md A15): the centre's own list."""

from django.db import models
from django.db.models import Q


class InterpreterQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(ended_at=None)


class Interpreter(models.Model):
    """A contact for one language. Who knows two stands here twice. Nothing is deleted: an entry ends."""

    language = models.CharField(max_length=40)  # as the hall calls it: 苗语, English
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=32)
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    # hours of the day, local; from 22:00 to 06:00 goes over midnight; both empty: day and night
    begins = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")

    objects = InterpreterQuerySet.as_manager()

    class Meta:
        ordering = ["language", "name"]
        constraints = [
            models.CheckConstraint(name="interpreter_whole", condition=~Q(language="") & ~Q(name="") & ~Q(phone="")),
            models.CheckConstraint(
                name="interpreter_hours_whole",
                condition=Q(begins=None, ends=None)
                | (Q(begins__isnull=False, ends__isnull=False) & ~Q(begins=models.F("ends"))),
            ),
            models.CheckConstraint(
                name="interpreter_ended_whole",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.UniqueConstraint(fields=["language", "phone"], condition=Q(ended_at=None), name="interpreter_once"),
        ]

    def __str__(self):
        return f"{self.language} {self.name}"

    def on_duty(self, at):
        """Whether the hours of the list hold at this local time of day."""
        if self.begins is None:
            return True
        if self.begins < self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends
