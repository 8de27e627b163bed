"""People and the roles that they hold."""

from functools import cached_property

from django.contrib.auth.models import AbstractBaseUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from units import roles


class People(UserManager):
    def create_user(self, username, password=None, **fields):
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def who_may(self, perm):
        """Active people with a role that has this permission."""
        codes = [code for code, role in roles.ROLES.items() if perm in role.permissions]
        return self.filter(is_active=True, pk__in=Membership.objects.filter(role__in=codes).values("user"))

    def system(self):
        """The row that acts when no person does: clocks, imports, the demo district."""
        return self.get(username="system")


class User(AbstractBaseUser):
    username = models.CharField(_("User name"), max_length=60, unique=True)
    name = models.CharField(_("Name"), max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, blank=True, related_name="people")
    phone = models.CharField(max_length=32, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False, editable=False)  # named on the log-in page outside production
    role_version = models.PositiveIntegerField(default=0)  # raised by every change of roles; open sockets compare it
    password_at = models.DateTimeField(null=True, blank=True, editable=False)  # when the person last chose one
    password_initial = models.BooleanField(default=False, db_default=False, editable=False)  # chosen by somebody else

    volumes = models.JSONField(null=True, blank=True, editable=False)  # {sound: 0 to 100}, see units/sounds.py

    objects = People()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["username"]

    def __str__(self):
        return self.name or self.username

    @property
    def label(self):
        if self.name_en and (get_language() or "").startswith("en"):
            return self.name_en
        return self.name or self.username

    @cached_property
    def held(self):
        """The memberships that count: [(role, unit id)], one query a request."""
        rows = self.memberships.order_by("id").values_list("role", "unit_id")
        return [(roles.ROLES[code], unit) for code, unit in rows if code in roles.ROLES]

    @cached_property
    def permissions(self):
        return frozenset().union(*(role.permissions for role, _unit in self.held))

    @property
    def kind(self):
        """Where this person works: hall, unit, grid, office or system; the first membership decides."""
        return self.held[0][0].kind if self.held else "none"

    @property
    def home(self):
        """Name of the page that this person starts on."""
        return self.held[0][0].home if self.held else "nothing"

    def get_session_auth_hash(self):
        """Sessions end with the password and with the roles that they were opened with."""
        return f"{super().get_session_auth_hash()}{self.role_version or ''}"

    def has_perm(self, perm, obj=None):
        return self.is_active and perm in self.permissions

    def has_role(self, code):
        return any(role.code == code for role, _unit in self.held)

    @property
    def is_staff_role(self):
        """Works in the centre: in its hall or its offices, where all tickets and all people can be seen."""
        return any(role.kind in ("hall", "office") for role, _unit in self.held)

    def unit_ids(self):
        """Units whose tickets this person works: never a child's or a parent's, unless a membership says so."""
        return sorted({unit for role, unit in self.held if role.kind == "unit"})

    @cached_property
    def cell_ids(self):
        """Cells that this person patrols."""
        if not self.has_role("collector"):
            return []
        return sorted(self.cells.values_list("pk", flat=True))

    @cached_property
    def seat_code(self):
        seat = getattr(self, "seat", None)
        return seat.code if seat else ""


class Membership(models.Model):
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=20, choices=roles.CHOICES)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "unit", "role"], name="membership_once", nulls_distinct=False),
            models.CheckConstraint(name="membership_has_unit", condition=Q(role="system") | Q(unit__isnull=False)),
        ]

    def __str__(self):
        return f"{self.user} {self.role}"
