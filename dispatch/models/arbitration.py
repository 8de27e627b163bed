"""Rulings on disputed tickets (争议裁定). A ruling is kept as a precedent of its item and may amend the duty list."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from units import clock


class RulingQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(decided_at=None)

    def decided(self):
        return self.exclude(decided_at=None)

    def standing(self, ticket):
        """The ruling that binds this ticket now, or None: the latest one, as long as the unit that it names exists."""
        if ticket.returns < 2:
            return None  # no ruling comes before the second return
        last = self.decided().filter(ticket=ticket).select_related("lead").order_by("decided_at").last()
        return last if last and last.lead.is_in_force(clock.local_day(clock.now())) else None

    def visible_to(self, user):
        """Precedents are read by the whole centre, those of confidential tickets by the cleared."""
        if user.has_perm("dispatch.view_confidential"):
            return self
        return self.filter(ticket__confidential=False) if user.has_perm("dispatch.view_all_tickets") else self.none()

    def precedents(self, ticket):
        """Decided rulings of the ticket's item: those of the same cell first, then of the same street, then the newest."""
        near = Case(
            When(ticket__cell=ticket.cell_id, ticket__cell__isnull=False, then=Value(0)),
            When(ticket__street=ticket.street_id, ticket__street__isnull=False, then=Value(1)),
            default=Value(2),
        )
        found = self.decided().filter(item=ticket.item_id).annotate(near=near)
        return found.order_by("near", "-decided_at").select_related("ticket")


class Ruling(models.Model):
    """Opened by the second return of a ticket; binding once decided, and shown to the next dispatcher of its item."""

    ticket = models.ForeignKey("dispatch.Ticket", models.PROTECT, related_name="rulings")
    item = models.ForeignKey("dispatch.Item", models.PROTECT, db_index=False, related_name="rulings")
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    lead = models.ForeignKey("units.Unit", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    assists = ArrayField(models.BigIntegerField(), default=list)  # units
    legal_basis = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)  # why: read by both sides, and by later dispatchers

    objects = RulingQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(decided_at=None), name="one_waiting_ruling"),
            models.CheckConstraint(
                name="ruling_names_lead_and_reason",
                condition=Q(decided_at=None, by=None)
                | (Q(decided_at__isnull=False, by__isnull=False, lead__isnull=False) & ~Q(text="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["item", "-decided_at"], name="ruling_precedents", condition=Q(decided_at__isnull=False)
            ),
            models.Index(fields=["opened_at"], name="ruling_by_day"),
        ]

    def __str__(self):
        return f"ruling {self.pk}"


class Amendment(models.Model):
    """A dated change of the duty list that a ruling or a lesson proposes; an administrator accepts or declines it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    item = models.ForeignKey("dispatch.Item", models.PROTECT, related_name="amendments")
    ruling = models.ForeignKey(Ruling, models.PROTECT, null=True, blank=True, related_name="amendments")
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    valid_from = models.DateField()
    lead = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    assists = ArrayField(models.BigIntegerField(), default=list)  # units
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    answer = models.TextField(blank=True)
    rule = models.ForeignKey("dispatch.Rule", models.PROTECT, null=True, blank=True, related_name="+")  # what it became

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["ruling"], name="one_amendment_a_ruling"),
            models.CheckConstraint(
                name="amendment_answered_whole",
                condition=Q(state="proposed", answered_at=None) | (~Q(state="proposed") & Q(answered_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["at"], name="amendment_waiting", condition=Q(state="proposed"))]

    def __str__(self):
        return f"amendment {self.pk}"
