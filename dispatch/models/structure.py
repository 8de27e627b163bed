"""How tickets hang together: child of a split, merged into another, related. A link ends, it is never deleted."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class LinkQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(ended_at=None)


class Link(models.Model):
    """`ticket` is the child of `other`, or was merged into it, or is related to it."""

    class Kind(models.TextChoices):
        CHILD = "child", _("Part of")
        MERGED = "merged", _("Merged into")
        RELATED = "related", _("Related to")

    ticket = models.ForeignKey("dispatch.Ticket", models.PROTECT, related_name="links")
    other = models.ForeignKey("dispatch.Ticket", models.PROTECT, related_name="links_here")
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    before = models.JSONField(
        default=dict
    )  # of a merge: what an undo brings back (stage, parts, clocks, parties); ids only
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(name="link_two_tickets", condition=~Q(ticket=F("other"))),
            models.UniqueConstraint(
                fields=["ticket", "other", "kind"], condition=Q(ended_at=None), name="link_stands_once"
            ),
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(ended_at=None, kind__in=("child", "merged")), name="one_link_upward"
            ),
        ]

    def __str__(self):
        return f"{self.ticket_id} {self.kind} {self.other_id}"
