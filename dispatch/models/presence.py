"""Which records are open before whose eyes at this moment. Nothing is decided by it, and nothing of it is kept."""

from django.db import models


class Presence(models.Model):
    """One open page of a ticket. `seen` is the database's clock at the page's last sign of life.

    The table is unlogged: it costs no write-ahead log, and is empty after a crash, when every page is drawn anew anyway. Its
    keys are not the database's to check: a reference would make each sign of life wait for whoever moves the ticket.
    """

    page = models.UUIDField()
    ticket = models.ForeignKey("dispatch.Ticket", models.DO_NOTHING, db_constraint=False, related_name="+")
    user = models.ForeignKey("units.User", models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    unit = models.ForeignKey(
        "units.Unit", models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )  # in whose name it is read; empty for the centre
    seat = models.CharField(max_length=20, blank=True)
    seen = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "page"], name="presence_once_a_page")]

    def __str__(self):
        return f"{self.user_id} at {self.ticket_id}"
