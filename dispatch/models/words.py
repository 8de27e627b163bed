"""What a ticket is found by, kept by the database itself in the ticket's own transaction (migration 0021)."""

from django.db import models


class TicketWords(models.Model):
    """The ticket's words, address, the names of its place and what callers said who joined (migration 0025), in one way of
    writing. Never written from here."""

    # no constraint: the trigger that writes it has just seen the ticket, and tickets are never deleted
    ticket = models.OneToOneField(
        "dispatch.Ticket", models.CASCADE, primary_key=True, db_constraint=False, related_name="+"
    )
    opened_at = models.DateTimeField()
    era = models.IntegerField()  # some 24 days: what lies in the index together
    confidential = models.BooleanField()
    item = models.BigIntegerField()
    street = models.BigIntegerField(null=True)
    text = models.TextField()

    def __str__(self):
        return f"words of {self.pk}"
