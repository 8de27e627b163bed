"""Changes to the year as the library has it: holidays and make-up days that were entered here, and who did it when."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CalendarDayQuerySet(models.QuerySet):
    def in_force(self):
        return self.exclude(source=CalendarDay.Source.LIBRARY).order_by("day")


class CalendarDay(models.Model):
    """One local day that goes before the library. A change taken back stays as a row that says so."""

    class Source(models.TextChoices):
        HAND = "hand", pgettext_lazy("source of a calendar day", "Entered here")
        FILE = "file", pgettext_lazy("source of a calendar day", "Imported year")  # makes its year official
        LIBRARY = "library", _("As by the library")  # the row changes nothing any more

    day = models.DateField(unique=True)
    working = models.BooleanField()
    name = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=8, choices=Source)
    by = models.ForeignKey("units.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        ordering = ["day"]

    def __str__(self):
        return f"{self.day:%Y-%m-%d}"
