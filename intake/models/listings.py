"""Numbers that ring with a flag (domain.md A8): nuisance, and those whose callers need special care (红名单).

A listed number still rings, in its turn. A listing is proposed from a call, answered by another person, and ends by the clock.
"""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MOST_DAYS = 180  # for which a number may be listed
STANDS = Q(outcome="approved", lifted_at=None)  # unless its time is over


class ListingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Listings are the hall's, as calls are."""
        return self if user.is_authenticated and user.has_perm("dispatch.view_all_tickets") else self.none()

    def standing(self, at):
        return self.filter(STANDS, expires_at__gt=at)

    def proposed(self):
        return self.filter(outcome="")


class Listing(models.Model):
    class Kind(models.TextChoices):
        NUISANCE = "nuisance", _("Nuisance")
        DEAF = "deaf", pgettext_lazy("special care", "Deaf: write")
        DISABLED = "disabled", pgettext_lazy("special care", "Disabled: take time")
        PROTECTED = "protected", pgettext_lazy("special care", "Protected person")

    class Outcome(models.TextChoices):
        APPROVED = "approved", pgettext_lazy("of a listing", "Approved")
        DECLINED = "declined", pgettext_lazy("of a listing", "Declined")

    number = models.CharField(max_length=32)
    kind = models.CharField(max_length=12, choices=Kind)
    reason = models.CharField(max_length=200)
    calls = models.ManyToManyField(
        "intake.Call", related_name="+"
    )  # what shows it; the one that it was proposed from at least
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    answer = models.CharField(max_length=200, blank=True)  # why it was declined
    expires_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey("units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    lifted_because = models.CharField(max_length=200, blank=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(name="listing_says_why", condition=~Q(number="") & ~Q(reason="")),
            models.CheckConstraint(
                name="listing_answer_whole",
                condition=Q(outcome="", answered_at=None, answered_by=None, answer="", expires_at=None)
                | Q(
                    outcome="approved",
                    answered_at__gte=F("proposed_at"),
                    answered_by__isnull=False,
                    answer="",
                    expires_at__isnull=False,
                )
                | (
                    Q(outcome="declined", answered_at__gte=F("proposed_at"), answered_by__isnull=False, expires_at=None)
                    & ~Q(answer="")
                ),
            ),
            models.CheckConstraint(
                name="listing_answered_by_another", condition=Q(answered_by=None) | ~Q(answered_by=F("proposed_by"))
            ),
            models.CheckConstraint(
                name="listing_expires",
                condition=Q(expires_at=None)
                | Q(
                    expires_at__gt=F("answered_at"),
                    expires_at__lte=F("answered_at") + timedelta(days=MOST_DAYS),
                ),
            ),
            models.CheckConstraint(
                name="listing_lifted_whole",
                condition=Q(lifted_at=None, lifted_by=None, lifted_because="")
                | (
                    Q(outcome="approved", lifted_at__gte=F("answered_at"), lifted_by__isnull=False)
                    & ~Q(lifted_because="")
                ),
            ),
            models.UniqueConstraint(fields=["number", "kind"], condition=Q(outcome=""), name="one_proposal_a_number"),
        ]
        indexes = [
            models.Index(fields=["number"], condition=STANDS, name="listing_number"),
            models.Index(fields=["expires_at"], condition=STANDS, name="listing_standing"),
            models.Index(fields=["-proposed_at", "-id"], name="listing_newest"),
        ]

    def __str__(self):
        return f"listing {self.pk}"

    @property
    def is_care(self):
        return self.kind != self.Kind.NUISANCE

    def state(self, at):
        """proposed, declined, lifted, expired or standing, as the clock shows it."""
        if self.outcome != self.Outcome.APPROVED:
            return self.outcome or "proposed"
        if self.lifted_at:
            return "lifted"
        return "standing" if self.expires_at > at else "expired"
