"""Named places, their other names, and the log of their imports. The same for everybody who is signed in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from units.labels import Named


class NamedPlace(Named):
    """One place that callers name or read off a plate. Nothing is deleted: imports retire."""

    class Kind(models.TextChoices):
        ROAD = "road", _("Road")
        COMMUNITY = "community", _("Community")
        LANDMARK = "landmark", _("Landmark")
        HOUSE = "house", _("House number")
        POLE = "pole", _("Lamp pole")
        POST = "post", _("Alarm post")
        KM = "km", _("Kilometre stone")
        MANHOLE = "manhole", _("Manhole")
        CAMERA = "camera", _("Camera")
        HYDRANT = "hydrant", _("Hydrant")
        SHELTER = "shelter", _("Shelter")
        HAZARD = "hazard", _("Source of danger")
        TEAM = "team", _("Team's station")

    class System(models.TextChoices):
        """The coordinate system that the file had; lon and lat are WGS-84 whatever it was."""

        WGS84 = "wgs84", "WGS-84"
        GCJ02 = "gcj02", "GCJ-02"
        BD09 = "bd09", "BD-09"

    ref = models.CharField(max_length=160, unique=True)  # "layer:key": what a later import knows the row by
    layer = models.CharField(max_length=60)  # the list it came with: an import retires rows of its own list alone
    kind = models.CharField(max_length=10, choices=Kind)
    code = models.CharField(max_length=40, blank=True)  # the number on pole, post or stone, as written
    # Found from memory (units.places.search), so the database keeps no index of the spellings.
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    initials = models.CharField(max_length=120, blank=True, editable=False)
    lon = models.FloatField(null=True, blank=True)  # WGS-84; of a road alone it may be missing
    lat = models.FloatField(null=True, blank=True)
    # What the point lies in, as the import found it.
    street = models.ForeignKey("units.Unit", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    community = models.ForeignKey(
        "units.Community", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    cell = models.ForeignKey("units.Cell", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    radius_m = models.PositiveIntegerField(null=True, blank=True)  # within it callers are warned
    warning = models.CharField(max_length=200, blank=True)  # what they are told
    phone = models.CharField(max_length=32, blank=True)  # of whoever answers for it
    source = models.CharField(max_length=5, choices=System, default=System.WGS84)
    verified = models.BooleanField(default=False)  # somebody has been there
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["layer"], name="place_of_layer")]
        constraints = [
            models.CheckConstraint(
                name="place_point_whole",
                condition=Q(lon__isnull=False, lat__isnull=False, lon__range=(-180, 180), lat__range=(-90, 90))
                | Q(kind="road", lon=None, lat=None),
            ),
            models.CheckConstraint(
                name="place_removed_later", condition=Q(removed_at=None) | Q(removed_at__gte=models.F("added_at"))
            ),
        ]


class PlaceAlias(models.Model):
    """Another name: what people call it, what it was called before."""

    place = models.ForeignKey(NamedPlace, models.CASCADE, related_name="aliases", db_index=False)
    name = models.CharField(max_length=120)
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    initials = models.CharField(max_length=120, blank=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "name"], name="place_alias_once")]

    def __str__(self):
        return self.name


class PlaceImport(models.Model):
    """Who brought which list in, when, and what it did. Its newest row is the version of the gazetteer: a process that
    knows an older one reads anew. A run that was cut off has no end; the next one counts as a new version all the same."""

    at = models.DateTimeField()
    by = models.CharField(max_length=60)  # the account of the machine that ran the command
    file = models.CharField(max_length=200)
    layer = models.CharField(max_length=60)
    ended_at = models.DateTimeField(null=True, blank=True)
    figures = models.JSONField(default=dict)  # {"added": n, "changed": n, "retired": n, "unchanged": n, "refused": n}

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.layer} {self.at:%Y-%m-%d %H:%M}"
