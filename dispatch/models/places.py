"""How a ticket's point came, and each correction of it: where it was, where it went, how far, and on whose word."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy


class PlaceSource(models.TextChoices):
    """How the point of a place was given; a place without a point came from the list or in words."""

    MAP = "map", pgettext_lazy("source of a place", "set on the map")
    NAMED = "named", pgettext_lazy("source of a place", "named place")
    CARRIER = "carrier", pgettext_lazy("source of a place", "carrier's fix")
    DEVICE = "device", pgettext_lazy("source of a place", "device's fix")
    WGS84 = "wgs84", pgettext_lazy("source of a place", "coordinates, WGS-84")
    GCJ02 = "gcj02", pgettext_lazy("source of a place", "coordinates, GCJ-02")
    BD09 = "bd09", pgettext_lazy("source of a place", "coordinates, BD-09")
    LIST = "list", pgettext_lazy("source of a place", "chosen from the list")
    WORDS = "words", pgettext_lazy("source of a place", "in words")


POINTED = tuple(source for source in PlaceSource if source not in (PlaceSource.LIST, PlaceSource.WORDS))


def source_in_words(source):
    return PlaceSource(source).label if source in PlaceSource.values else source


class PlaceChange(models.Model):
    """One correction of a ticket's place, for ever: points are WGS-84, `metres` is how far the point went."""

    ticket = models.ForeignKey("dispatch.Ticket", models.PROTECT, related_name="place_changes")
    at = models.DateTimeField()
    by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    lon_before = models.FloatField(null=True, blank=True)
    lat_before = models.FloatField(null=True, blank=True)
    address_before = models.CharField(max_length=200, blank=True)
    source_before = models.CharField(max_length=12, blank=True)
    verified_before = models.BooleanField()
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    address = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=12, blank=True)
    verified = models.BooleanField()
    metres = models.PositiveIntegerField(null=True, blank=True)  # nothing where one of the two has no point

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="place_change_points_whole",
                condition=(Q(lon=None, lat=None) | Q(lon__isnull=False, lat__isnull=False))
                & (Q(lon_before=None, lat_before=None) | Q(lon_before__isnull=False, lat_before__isnull=False)),
            ),
            models.CheckConstraint(
                name="place_change_far_between_two",
                condition=Q(metres=None) | Q(lon__isnull=False, lon_before__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.ticket_id}: {self.at:%F %T}"

    @property
    def source_label(self):
        return source_in_words(self.source)

    @property
    def source_before_label(self):
        return source_in_words(self.source_before)
