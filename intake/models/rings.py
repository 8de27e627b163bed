"""The telephone as the exchange tells it: hotlines, rings, and every message as it came.

A ring is one call on the telephone from its first tone until it is saved as a Call (domain.md A2, A12, A14, M3).
"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from units.labels import Named


class Hotline(Named):
    """One of the numbers that lead to the centre's one queue. A number that is given up stays, for the calls it brought."""

    number = models.CharField(max_length=32, unique=True)
    greeting = models.CharField(max_length=200)  # what the call taker says first
    is_active = models.BooleanField(default=True, db_default=True)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")

    class Meta:
        ordering = ["number"]


class RingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rings are the hall's, as calls are."""
        return self if user.is_authenticated and user.has_perm("dispatch.view_all_tickets") else self.none()

    def unsaved(self):
        return self.filter(closed_at=None)

    def waiting(self):
        """Lines that nobody has taken yet, the oldest first."""
        return self.unsaved().filter(holder=None, hung_up_at=None).order_by("rang_at", "pk")

    def held(self):
        return self.unsaved().exclude(holder=None).order_by("rang_at", "pk")

    def owed(self):
        """Callers who are to be rung: gone before anybody spoke to them, or silent; those that somebody rings just now too."""
        unheard = Q(answered_at=None, claimed_at__gte=F("hung_up_at"))
        at_it = Q(origin__isnull=False) | Q(next_at__isnull=False) | unheard
        return self.unsaved().exclude(hung_up_at=None).filter(Q(holder=None) | at_it)

    def by_due(self):
        """The one that should have been rung first on top; `due` is its end of the clock."""
        due = Coalesce("next_at", F("hung_up_at") + timedelta(seconds=settings.OWED_LIMIT_SECONDS))
        return self.annotate(due=due).order_by("due", "pk")


class Ring(models.Model):
    """`key` is the key of the form in which this call is typed: whoever holds the ring may save it under that key."""

    exchange_id = models.CharField(max_length=64, unique=True)
    key = models.UUIDField(unique=True, default=uuid.uuid4)
    number = models.CharField(max_length=32, blank=True)  # the caller's, as the exchange sent it
    called_line = models.CharField(max_length=32, blank=True)
    hotline = models.ForeignKey(Hotline, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    rang_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    hung_up_at = models.DateTimeField(null=True, blank=True)
    holder = models.ForeignKey("units.User", models.PROTECT, null=True, blank=True, related_name="+")
    seat = models.CharField(max_length=20, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)  # last sign of life of the holder's browser
    wanted_by = models.ForeignKey("units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    wanted_at = models.DateTimeField(null=True, blank=True)
    call = models.OneToOneField("intake.Call", models.PROTECT, null=True, blank=True, related_name="ring")
    closed_at = models.DateTimeField(null=True, blank=True)
    # A silent or dropped call is owed a call back: the ring that was never heard, under which it is made.
    origin = models.OneToOneField("intake.Call", models.PROTECT, null=True, blank=True, related_name="owed")
    next_at = models.DateTimeField(null=True, blank=True)  # when an owed caller is to be rung again
    late_at = models.DateTimeField(null=True, blank=True)  # said to be late; once for each time that was promised
    unreached_at = models.DateTimeField(null=True, blank=True)  # given up after the last try, and listed for ever
    # Where the carrier says that the caller is, WGS-84, within so many metres; of several messages the latest.
    fix_lon = models.FloatField(null=True, blank=True)
    fix_lat = models.FloatField(null=True, blank=True)
    fix_m = models.PositiveIntegerField(null=True, blank=True)
    fix_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)  # raised by every change that a screen shows

    objects = RingQuerySet.as_manager()

    class Meta:
        ordering = ["rang_at"]
        constraints = [
            models.CheckConstraint(
                name="ring_in_order",
                condition=(Q(answered_at=None) | Q(answered_at__gte=F("rang_at")))
                & (Q(hung_up_at=None) | Q(hung_up_at__gte=F("rang_at")))
                & (Q(answered_at=None) | Q(hung_up_at=None) | Q(hung_up_at__gte=F("answered_at"))),
            ),
            models.CheckConstraint(
                name="ring_held_whole",
                condition=Q(holder=None, claimed_at=None, seen_at=None, seat="")
                | Q(holder__isnull=False, claimed_at__isnull=False, seen_at__isnull=False),
            ),
            models.CheckConstraint(
                name="ring_wanted_of_another",
                condition=Q(wanted_by=None, wanted_at=None)
                | (
                    Q(wanted_by__isnull=False, wanted_at__isnull=False, holder__isnull=False, closed_at=None)
                    & ~Q(wanted_by=F("holder"))
                ),
            ),
            models.CheckConstraint(
                name="ring_closed_by_its_holder",
                condition=Q(call=None, closed_at=None)
                | Q(call__isnull=False, closed_at__isnull=False, holder__isnull=False),
            ),
            models.CheckConstraint(
                name="ring_given_up_is_saved", condition=Q(unreached_at=None) | Q(closed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="ring_owed_is_over", condition=Q(origin=None, next_at=None) | Q(hung_up_at__isnull=False)
            ),
            models.CheckConstraint(
                name="ring_fix_whole",
                condition=Q(fix_lon=None, fix_lat=None, fix_m=None, fix_at=None)
                | Q(
                    # said of each: what is compared with NULL is neither true nor false, and would pass
                    fix_lon__isnull=False,
                    fix_lat__isnull=False,
                    fix_m__isnull=False,
                    fix_at__isnull=False,
                    fix_lon__range=(-180, 180),
                    fix_lat__range=(-90, 90),
                    fix_m__range=(1, 100_000),
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["rang_at", "id"], condition=Q(closed_at=None), name="ring_unsaved"),
            models.Index(
                fields=["-unreached_at", "-id"], condition=Q(unreached_at__isnull=False), name="ring_given_up_newest"
            ),
        ]

    def __str__(self):
        return self.exchange_id

    @property
    def calls_back(self):
        """Whoever holds it does not listen but rings: the caller had gone before it was taken, or is promised a call."""
        if self.hung_up_at is None:
            return False
        unheard = self.answered_at is None and self.claimed_at is not None and self.claimed_at >= self.hung_up_at
        return unheard or self.origin_id is not None or self.next_at is not None


class RingMessage(models.Model):
    """What the exchange said, once each. A ring's times are made of all of them, so their order does not matter."""

    class Kind(models.TextChoices):
        RINGING = "ringing", _("Ringing")
        ANSWERED = "answered", _("Answered")
        TRANSFERRED = "transferred", _("Transferred")
        HUNG_UP = "hung_up", _("Hung up")

    event_id = models.CharField(max_length=64, unique=True)
    ring = models.ForeignKey(Ring, models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()  # in the database's time, whatever the exchange's clock shows
    received_at = models.DateTimeField()
    digest = models.CharField(max_length=64)  # of the body: the same id with another body is refused

    class Meta:
        ordering = ["at", "id"]

    def __str__(self):
        return f"{self.kind} {self.event_id}"


class Transfer(models.Model):
    """The call is passed on, or a third party is asked to join; who was asked, why, and what the answer was."""

    class Way(models.TextChoices):
        TRANSFER = "transfer", pgettext_lazy("of a telephone call", "Transfer")
        THREE_PARTY = "three_party", _("Three-party call")

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("of a transfer", "Accepted")
        REFUSED = "refused", pgettext_lazy("of a transfer", "Refused")

    ring = models.ForeignKey(Ring, models.PROTECT, related_name="transfers")
    way = models.CharField(max_length=12, choices=Way)
    to_seat = models.CharField(max_length=20, blank=True)  # of the hall, or
    to_name = models.CharField(max_length=60, blank=True)  # whoever is outside,
    to_number = models.CharField(max_length=32, blank=True)  # and his number
    reason = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    seat = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )  # nobody where the exchange told the answer
    answer = models.CharField(max_length=200, blank=True)  # why it was refused

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.CheckConstraint(
                name="transfer_leads_somewhere",
                condition=~Q(to_seat="", to_number="") & (Q(to_seat="") | Q(to_number="")),
            ),
            models.CheckConstraint(
                name="transfer_answer_whole",
                condition=Q(outcome="", answered_at=None, answered_by=None)
                | (~Q(outcome="") & Q(answered_at__isnull=False, answered_at__gte=F("asked_at"))),
            ),
            models.CheckConstraint(name="transfer_refused_says_why", condition=~Q(outcome="refused") | ~Q(answer="")),
            models.UniqueConstraint(fields=["ring"], condition=Q(outcome=""), name="one_open_transfer_a_ring"),
        ]

    def __str__(self):
        return f"{self.ring_id}: {self.way} {self.to_seat or self.to_number}"


class Redial(models.Model):
    """An owed caller was rung and did not answer. One that is reached goes on as a held ring."""

    ring = models.ForeignKey(Ring, models.PROTECT, related_name="redials")
    at = models.DateTimeField()
    by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    seat = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["at"]

    def __str__(self):
        return f"{self.ring_id}: {self.at:%F %T}"
