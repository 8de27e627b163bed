"""The append-only record of moves, and the numbered feed by which screens follow it.

An event is written in the transaction of its move together with a pending row. One sequencer at a time turns pending
rows into numbered feed rows: ids are handed out before COMMIT, so nobody may follow events by `id > last seen`.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Event(models.Model):
    class Audience(models.TextChoices):
        CENTRE = "centre"
        PARTIES = "parties"  # the centre and the units on the ticket
        PUBLIC = "public"

    # db_index=False: the chain's order begins with the ticket, and nobody asks for the events of a person or a unit
    ticket = models.ForeignKey("dispatch.Ticket", models.PROTECT, db_index=False, related_name="events")
    position = models.PositiveIntegerField()  # 1, 2, 3 … within the ticket: the chain's order
    kind = models.CharField(max_length=20)  # the verb, or `open`
    at = models.DateTimeField()
    by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    seat = models.CharField(max_length=20, blank=True)
    # in whose name
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    assignment = models.ForeignKey(
        "dispatch.Assignment", models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    stage_before = models.CharField(max_length=14, blank=True)
    stage_after = models.CharField(max_length=14)
    version = models.PositiveIntegerField()  # of the ticket after the move
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.PARTIES)
    units_before = ArrayField(models.BigIntegerField(), default=list)  # units with an open part
    units_after = ArrayField(models.BigIntegerField(), default=list)
    cells = ArrayField(models.BigIntegerField(), default=list)  # cells whose collectors have a task in it
    data = models.JSONField(default=dict)  # codes, ids and salted digests; never a personal value
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["ticket", "position"]
        constraints = [models.UniqueConstraint(fields=["ticket", "position"], name="event_position_once")]
        indexes = [models.Index(fields=["at"], name="event_by_time")]

    def __str__(self):
        return f"{self.ticket_id}#{self.position} {self.kind}"


class Pending(models.Model):
    """An event that has no feed number yet."""

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="pending")

    class Meta:
        verbose_name_plural = "pending"

    def __str__(self):
        return str(self.pk)


class Feed(models.Model):
    """An event with its number in the order in which commits became visible; without gaps."""

    number = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, models.CASCADE, related_name="feed")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "feed"

    def __str__(self):
        return str(self.number)


class FeedHead(models.Model):
    """One row: the last feed number given."""

    number = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="one_feed_head", condition=Q(pk=1))]

    def __str__(self):
        return str(self.number)


class Checkpoint(models.Model):
    """A seal over the heads of all chains that changed since the last one; made by tick every minute."""

    at = models.DateTimeField()
    last_number = models.BigIntegerField()  # of the feed: what it covers
    heads = models.JSONField(default=dict)  # {ticket id: [position, hash]} of the tickets that changed
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return f"checkpoint {self.pk}"
