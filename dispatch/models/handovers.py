"""The shift hand-over ledger (交接班): drafted by the system, signed by who goes and then by who comes."""

from django.db import models
from django.db.models import F, Q


class HandoverQuerySet(models.QuerySet):
    def visible_to(self, user):
        """It names confidential tickets as well: the shift leaders' own."""
        return self if user.has_perm("dispatch.hand_over") else self.none()

    def waiting(self):
        """The one that is not taken yet, if any."""
        return self.filter(taken_at=None)


class Handover(models.Model):
    """One change of shift. What the first signature covers stays as it is; after the second, nothing changes any more.

    `lines` and `figures` are what `dispatch.handovers.drawn` found at `lines_at`; ids and codes, never a personal value.
    The trigger `handover_stays_signed` holds the same as the services do.
    """

    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    lines_at = models.DateTimeField()
    lines = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    # what other apps owe, by section: see dispatch.handovers.register
    sections = models.JSONField(default=dict, db_default={})
    remarks = models.JSONField(default=dict)  # {key of a line: words}
    equipment = models.TextField(blank=True)  # what is broken, a line each
    notes = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")

    given_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey("units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    given_seat = models.CharField(max_length=20, blank=True)
    given_hash = models.CharField(max_length=64, blank=True)

    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey("units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    taken_seat = models.CharField(max_length=20, blank=True)
    taken_words = models.TextField(blank=True)
    taken_hash = models.CharField(max_length=64, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            # Whoever comes signs before a next ledger is drafted: no shift is left out.
            models.UniqueConstraint(fields=["taken_at"], name="one_open_handover", nulls_distinct=False),
            models.CheckConstraint(
                name="handover_given_whole",
                condition=Q(given_at=None, given_by=None, given_hash="")
                | (Q(given_at__isnull=False, given_at__gte=F("lines_at"), given_by__isnull=False) & ~Q(given_hash="")),
            ),
            models.CheckConstraint(
                name="handover_taken_after_given",
                condition=Q(taken_at=None, taken_by=None, taken_hash="", taken_words="")
                | (
                    Q(taken_at__isnull=False, taken_at__gte=F("given_at"), given_at__isnull=False)
                    & Q(taken_by__isnull=False)
                    & ~Q(taken_hash="")
                ),
            ),
            models.CheckConstraint(
                name="handover_by_two_people", condition=Q(taken_by=None) | ~Q(taken_by=F("given_by"))
            ),
        ]

    def __str__(self):
        return f"handover {self.pk}"

    @property
    def is_given(self):
        return self.given_at is not None

    @property
    def is_taken(self):
        return self.taken_at is not None
