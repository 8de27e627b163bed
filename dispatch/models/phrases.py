"""Words that are typed again and again: a person's own, those of his unit, and those of the centre."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PhraseQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(ended_at=None)

    def visible_to(self, user):
        """The centre's and one's own in the hall, one's units' in the portal."""
        if user.kind == "hall":
            return self.filter(Q(owner=None) | Q(owner=user), unit=None)
        return self.filter(unit__in=user.unit_ids()) if user.kind == "unit" else self.none()


class Phrase(models.Model):
    """`owner` and `unit` say whose it is; neither: the centre's. A template holds {place}, {item}, {unit} or {number}."""

    class Kind(models.TextChoices):
        PHRASE = "phrase", _("Phrase")
        TEMPLATE = "template", _("Template")

    kind = models.CharField(max_length=10, choices=Kind)
    words = models.CharField(max_length=500)
    sort = models.PositiveSmallIntegerField()
    owner = models.ForeignKey("units.User", models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)  # taken out of the list; then `changed_by` did it

    objects = PhraseQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "sort", "id"]
        constraints = [
            models.CheckConstraint(name="phrase_has_words", condition=~Q(words="")),
            models.CheckConstraint(name="phrase_of_one", condition=Q(owner=None) | Q(unit=None)),
        ]

    def __str__(self):
        return self.words[:40]
