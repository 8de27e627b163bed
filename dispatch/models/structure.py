"""How tickets hang together: child of a split, merged into another, related. A link ends, it is never deleted."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dispatch.models.tickets import Ticket


class LinkQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Links of which both ends are this person's to read."""
        if user.has_perm("dispatch.view_all_tickets"):
            open_ = self.filter(ticket__confidential=False, other__confidential=False)
            return self if user.has_perm("dispatch.view_confidential") else open_
        tickets = Ticket.objects.visible_to(user)
        return self.filter(ticket__in=tickets, other__in=tickets)

    def standing(self):
        return self.filter(ended_at=None)

    def of(self, ticket):
        return self.filter(Q(ticket=ticket) | Q(other=ticket))

    def between(self, ticket, other):
        return self.filter(Q(ticket=ticket, other=other) | Q(ticket=other, other=ticket))

    def upward(self, ticket):
        """The link by which `ticket` is part of another or merged into it, or None."""
        return self.filter(ticket=ticket, kind__in=(Link.Kind.CHILD, Link.Kind.MERGED)).select_related("other").first()


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
