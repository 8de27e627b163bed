"""Where: cells, communities and the map's own layer. Shapes are GeoJSON geometries in WGS-84 (CGCS2000)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from units.labels import Named


class Community(Named):
    code = models.SlugField(max_length=40, unique=True)
    street = models.ForeignKey(
        "units.Unit", models.PROTECT, related_name="communities", limit_choices_to={"kind": "street"}
    )

    class Meta:
        ordering = ["pinyin"]
        verbose_name_plural = "communities"


class Cell(models.Model):
    code = models.SlugField(max_length=20, unique=True)
    community = models.ForeignKey(Community, models.PROTECT, related_name="cells")
    street = models.ForeignKey("units.Unit", models.PROTECT, related_name="cells", limit_choices_to={"kind": "street"})
    collector = models.ForeignKey("units.User", models.PROTECT, null=True, blank=True, related_name="cells")
    geometry = models.JSONField()

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return self.code


class MapFeature(models.Model):
    """One line or area of the base map: it needs no tiles, so the map works on an isolated network."""

    class Kind(models.TextChoices):
        BOUNDARY = "boundary", _("Boundary")
        STREET = "street", _("Street office or township")
        TOWN = "town", _("Built-up area")
        WOOD = "wood", _("Woods and hills")
        WATER = "water", _("Lake or stream")
        RIVER = "river", _("River")
        ROAD = "road", _("Road")
        LANDMARK = "landmark", _("Landmark")

    kind = models.CharField(max_length=10, choices=Kind)
    sort = models.CharField(max_length=20, blank=True)  # within its kind: how broad a road is drawn, what a landmark is
    name = models.CharField(max_length=120, blank=True)
    geometry = models.JSONField()

    def __str__(self):
        return f"{self.kind} {self.name}"


class Territory(models.Model):
    """One row: the version of the shapes, raised by each import, so that processes know when to index them again."""

    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="one_territory", condition=models.Q(pk=1))]

    def __str__(self):
        return f"v{self.version}"
