"""What collectors send in from their cells."""

from django.db import models


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        return self if user.has_perm("dispatch.view_all_tickets") else self.filter(by=user)


class Report(models.Model):
    """A collector's finding (上报). Its ticket holds place, item and words; here stands how it was found."""

    ticket = models.OneToOneField("dispatch.Ticket", models.PROTECT, related_name="report")
    by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="reports")
    cell = models.ForeignKey("units.Cell", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    at = models.DateTimeField()
    accuracy_m = models.FloatField(null=True, blank=True)  # of the device's fix; null when picked on the map

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["at"], name="report_by_time"),
            models.Index(fields=["by", "-at"], name="report_own_newest"),
        ]

    def __str__(self):
        return f"report {self.pk}"
