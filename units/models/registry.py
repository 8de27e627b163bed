"""The linkage-unit registry: who can be sent, under which names, since when, and whom to ring."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from units import clock
from units.labels import Named


class UnitQuerySet(models.QuerySet):
    def in_force(self, on=None):
        """Units that exist on a local day (today unless told)."""
        on = on or clock.local_day(clock.now())
        return self.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gt=on))

    def assignable(self, on=None):
        return self.in_force(on).exclude(kind=Unit.Kind.CENTRE)


class Unit(Named):
    class Kind(models.TextChoices):
        CENTRE = "centre", _("Centre")
        AGENCY = "agency", _("Agency")
        STREET = "street", _("Street office or township")
        COMPANY = "company", _("Company")
        TEAM = "team", _("Team")

    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    short_name = models.CharField(max_length=40, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    duty_phone = models.CharField(max_length=32, blank=True)
    # Police, rescue and medical: where life is in danger one of them is sent before any other (domain.md §3).
    responds_first = models.BooleanField(default=False, db_default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # exclusive: the first day on which the unit is gone

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["pinyin"]
        constraints = [
            models.CheckConstraint(
                name="unit_valid_in_order", condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from"))
            )
        ]

    def is_in_force(self, on):
        """As `in_force`, for a row that is here already."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


class UnitAlias(models.Model):
    """Another name of a unit: agencies are renamed, and callers and old data go on using the old name."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=120, db_index=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="unit_alias_once")]

    def __str__(self):
        return self.name


class TeamProfile(models.Model):
    """What only a team has: its sort, the strength it must have and the strength it has (domain.md §2)."""

    class Sort(models.TextChoices):
        PUBLIC = "public", _("Public rescue team")
        PROFESSIONAL = "professional", _("Professional team")
        EXPERT = "expert", _("Expert team")

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="team_profile")
    sort = models.CharField(max_length=12, choices=Sort)
    norm_strength = models.PositiveSmallIntegerField()
    actual_strength = models.PositiveSmallIntegerField()

    def __str__(self):
        return str(self.unit)
