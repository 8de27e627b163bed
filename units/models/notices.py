"""Notices of the hall (要事提醒): what everybody, one role or one seat must know, and who has read it when."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from units import roles


class NoticeQuerySet(models.QuerySet):
    def standing(self, at):
        return self.filter(ended_at=None, until__gt=at)

    def to(self, user):
        """What concerns this person: sent to all of the hall, to one of his roles, or to the seat that he sits on."""
        if user.kind != "hall":
            return self.none()
        mine = Q(to_role="", to_seat="") | Q(to_role__in=[role.code for role, _unit in user.held])
        return self.filter(mine | Q(to_seat=user.seat_code) if user.seat_code else mine)

    def unread_by(self, user):
        return self.filter(~Exists(NoticeRead.objects.filter(notice=OuterRef("pk"), user=user)))


class Notice(models.Model):
    text = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    to_role = models.CharField(
        max_length=20, choices=roles.CHOICES, blank=True
    )  # neither this nor a seat: all of the hall
    to_seat = models.CharField(max_length=20, blank=True)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # taken down before its time
    ended_by = models.ForeignKey("units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="notice_has_words", condition=~Q(text="")),
            models.CheckConstraint(name="notice_to_role_or_seat", condition=Q(to_role="") | Q(to_seat="")),
            models.CheckConstraint(name="notice_ends_later", condition=Q(until__gt=F("at"))),
            models.CheckConstraint(
                name="notice_end_whole",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["until"], name="notice_standing", condition=Q(ended_at=None))]

    def __str__(self):
        return f"notice {self.pk}"


class NoticeRead(models.Model):
    """A read receipt; never changed."""

    notice = models.ForeignKey(Notice, models.PROTECT, db_index=False, related_name="reads")
    user = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["notice", "user"], name="notice_read_once")]

    def __str__(self):
        return f"notice {self.notice_id} read by {self.user_id}"
