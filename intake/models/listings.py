"""Numbers that ring with a flag (domain.md A8): nuisance, and those whose callers need special care (红名单).

A listed number still rings, in its turn. A care listing may name a home as well, or alone: whoever calls from it is known to
need that care. A listing is proposed from a call, answered by another person, and ends by the clock.
"""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dispatch.models.cautions import Need

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
        DEAF = Need.DEAF.value, Need.DEAF.label
        DISABLED = Need.DISABLED.value, Need.DISABLED.label
        OXYGEN = Need.OXYGEN.value, Need.OXYGEN.label
        WHEELCHAIR = Need.WHEELCHAIR.value, Need.WHEELCHAIR.label
        BLIND = Need.BLIND.value, Need.BLIND.label
        DEMENTIA = Need.DEMENTIA.value, Need.DEMENTIA.label
        ALONE = Need.ALONE.value, Need.ALONE.label
        PROTECTED = "protected", pgettext_lazy("special care", "Protected person")

    class Outcome(models.TextChoices):
        APPROVED = "approved", pgettext_lazy("of a listing", "Approved")
        DECLINED = "declined", pgettext_lazy("of a listing", "Declined")

    number = models.CharField(max_length=32, blank=True)
    # the home that is meant, or none: its point in WGS-84, and the address in words
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    address = models.CharField(max_length=200, blank=True, default="", db_default="")
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
            models.CheckConstraint(
                name="listing_says_why", condition=(~Q(number="") | Q(lon__isnull=False)) & ~Q(reason="")
            ),
            models.CheckConstraint(
                name="listing_home_whole",
                condition=Q(lon=None, lat=None, address="")
                | (Q(lon__isnull=False, lat__isnull=False) & ~Q(kind="nuisance")),
            ),
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
            models.UniqueConstraint(
                fields=["number", "kind"], condition=Q(outcome="") & ~Q(number=""), name="one_proposal_a_number"
            ),
        ]
        indexes = [
            models.Index(fields=["number"], condition=STANDS, name="listing_number"),
            models.Index(fields=["lat", "lon"], condition=STANDS & Q(lat__isnull=False), name="listing_home"),
            models.Index(fields=["expires_at"], condition=STANDS, name="listing_standing"),
            models.Index(fields=["-proposed_at", "-id"], name="listing_newest"),
            models.Index(fields=["proposed_at"], condition=Q(outcome=""), name="listing_proposed"),
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
