"""The facts of an emergency (domain.md A17): how many are trapped, injured, dead or missing, and what dangerous goods are there.

Facts change: each correction is a row of its own, and the newest one holds. What a screen needs at a glance stands beside the
ticket as codes (`Ticket.emergency`).
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

UNKNOWN = -1  # there are some; nobody knows how many
MOST = 9999


class Kind(models.TextChoices):
    """In the order in which they are asked and written."""

    TRAPPED = "trapped", pgettext_lazy("people", "Trapped")
    INJURED = "injured", pgettext_lazy("people", "Injured")
    DEAD = "dead", pgettext_lazy("people", "Dead")
    MISSING = "missing", pgettext_lazy("people", "Missing")
    GOODS = "goods", _("Dangerous goods")


def _count():
    return models.SmallIntegerField(null=True, blank=True)  # UNKNOWN, 0 to MOST, or NULL: nobody has said


class Emergency(models.Model):
    ticket = models.ForeignKey("dispatch.Ticket", models.PROTECT, related_name="emergencies")
    at = models.DateTimeField()
    by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    trapped = _count()
    injured = _count()
    dead = _count()
    missing = _count()
    goods = _count()  # vessels, vehicles, drums
    substance = models.CharField(max_length=120, blank=True)  # which goods, in words

    class Meta:
        verbose_name_plural = "emergencies"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="emergency_counts",
                condition=Q(*[Q(**{kind: None}) | Q(**{f"{kind}__range": (UNKNOWN, MOST)}) for kind in Kind.values]),
            ),
            models.CheckConstraint(
                name="emergency_substance_of_goods", condition=Q(substance="") | Q(goods__isnull=False)
            ),
        ]

    def __str__(self):
        return f"emergency {self.pk}"
