"""What whoever goes there should know before he arrives: a source of danger near the place, a need of the people there.

A need is named by its code alone: whose it is stands in the hall's listings, which no unit sees.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Need(models.TextChoices):
    """Special needs of a person or a home (domain.md A3, A4). The hall's listings (intake) are of these kinds, too."""

    DEAF = "deaf", pgettext_lazy("special care", "Deaf: write")
    DISABLED = "disabled", pgettext_lazy("special care", "Disabled: take time")
    OXYGEN = "oxygen", pgettext_lazy("special care", "Oxygen at home")
    WHEELCHAIR = "wheelchair", pgettext_lazy("special care", "Wheelchair: must be carried")
    BLIND = "blind", pgettext_lazy("special care", "Blind: must be led")
    DEMENTIA = "dementia", pgettext_lazy("special care", "Dementia: may be lost or confused")
    ALONE = "alone", pgettext_lazy("special care", "Old and alone")


class Caution(models.Model):
    class Kind(models.TextChoices):
        HAZARD = "hazard", _("Source of danger")
        NEED = "need", _("Special need")

    ticket = models.ForeignKey("dispatch.Ticket", models.PROTECT, related_name="cautions")
    kind = models.CharField(max_length=6, choices=Kind)
    need = models.CharField(max_length=12, choices=Need, blank=True)
    words = models.CharField(max_length=330, blank=True)  # of a hazard: its name, and what callers are warned of
    metres = models.PositiveIntegerField(null=True, blank=True)  # from the ticket's point; NULL: it is the caller's own
    at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)  # the place was corrected: it is not near any more

    class Meta:
        ordering = ["metres", "id"]
        constraints = [
            models.CheckConstraint(
                name="caution_whole",
                condition=(Q(kind="hazard", need="", metres__isnull=False) & ~Q(words=""))
                | (Q(kind="need", words="") & ~Q(need="")),
            )
        ]

    def __str__(self):
        return f"caution {self.pk}"
