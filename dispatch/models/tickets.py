"""The ticket, its parties and its remarks. Personal data live in parties only."""

import secrets

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Collate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dispatch.models.duty_list import Priority
from dispatch.models.places import source_in_words
from dispatch.workflow import Stage


class Source(models.TextChoices):
    """The channel by which a ticket arrived; dispatch knows no more about it."""

    PHONE = "phone", _("Telephone")
    SMS = "sms", _("Text message")
    WEB = "web", _("Web")
    DEVICE = "device", _("Device")
    PARTNER = "partner", _("Partner")
    GRID = "grid", _("Grid patrol")
    UNIT = "unit", _("Linkage unit")


class Disposition(models.TextChoices):
    ON_SITE = "on_site", _("Solved on site")
    LATER = "later", _("Solved later")
    EXPLAINED = "explained", _("Explained and accepted")
    REFERRED = "referred", _("Referred outside")
    DUPLICATE = "duplicate", _("Duplicate")
    UNFOUNDED = "unfounded", _("Unfounded")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    POLICY = "policy", _("Cannot be solved, policy answered")
    POLICE = "police", _("Handed to police")
    UNREACHABLE = "unreachable", _("Caller could not be reached")
    VOID = "void", _("Voided")
    SUSPENDED = "suspended", _("Moved to the suspended list")
    UNREASONABLE = "unreasonable", _("Demand found unreasonable")


def new_public_code():
    """What a citizen follows a ticket by: 80 random bits, nothing that can be counted through."""
    return secrets.token_hex(10)


class TicketQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rows that this person may see; the others do not exist for him (404)."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.has_perm("dispatch.view_all_tickets"):
            return self if user.has_perm("dispatch.view_confidential") else self.filter(confidential=False)
        mine = Q(opened_by=user)
        units, cells = user.unit_ids(), user.cell_ids
        if units:
            mine |= Q(Exists(_related("assignments", Q(unit__in=units))))
        if cells:
            mine |= Q(Exists(_related("verifications", Q(cell__in=cells)))) & Q(confidential=False)
        return self.filter(mine)

    def with_company(self):
        """Says what hangs on it or stands beside it: most tickets have none of these, and their pages need not ask."""
        return self.annotate(**_COMPANY)

    def awaiting(self, stage):
        return self.filter(stage=stage)

    def open(self):
        return self.exclude(stage=Stage.CLOSED)

    def overdue(self, at):
        return self.open().filter(due_at__lt=at)

    def real(self):
        """Without drills: they are kept out of every figure."""
        return self.filter(is_drill=False)


def _exists(rows):
    """As text: Django would compose it anew for each page, which costs more than the answer."""
    return RawSQL(f"EXISTS (SELECT FROM {rows})", (), models.BooleanField())  # noqa: S611  nothing comes from outside


_COMPANY = {
    "has_photos": _exists("dispatch_photo r WHERE r.ticket_id = dispatch_ticket.id"),
    "has_links": _exists("dispatch_link r WHERE r.ticket_id = dispatch_ticket.id OR r.other_id = dispatch_ticket.id"),
    "has_precedents": _exists(
        "dispatch_ruling r WHERE r.item_id = dispatch_ticket.item_id AND r.decided_at IS NOT NULL"
    ),
    "has_place_changes": _exists("dispatch_placechange r WHERE r.ticket_id = dispatch_ticket.id"),
}


def _related(name, condition):
    related = Ticket._meta.get_field(name).related_model
    return related.objects.filter(condition, ticket=OuterRef("pk"))


class Ticket(models.Model):
    number = models.CharField(max_length=24, unique=True)
    public_code = models.CharField(max_length=32, unique=True, default=new_public_code, editable=False)
    is_drill = models.BooleanField(default=False)
    confidential = models.BooleanField(default=False)
    stage = models.CharField(max_length=14, choices=Stage, default=Stage.ASSIGNMENT)
    version = models.PositiveIntegerField(default=1)
    priority = models.PositiveSmallIntegerField(choices=Priority)
    source = models.CharField(max_length=8, choices=Source)

    # db_index=False: an index of Meta begins with the column and serves it as well, or nobody asks by it
    item = models.ForeignKey("dispatch.Item", models.PROTECT, db_index=False, related_name="tickets")
    first_item = models.ForeignKey("dispatch.Item", models.PROTECT, db_index=False, related_name="+")
    rule = models.ForeignKey("dispatch.Rule", models.PROTECT, db_index=False, related_name="+")
    words = models.TextField(blank=True)  # the matter as the caller tells it

    address = models.CharField(max_length=200, blank=True)
    lon = models.FloatField(null=True, blank=True)  # WGS-84, as are all stored positions
    lat = models.FloatField(null=True, blank=True)
    place_source = models.CharField(max_length=12, blank=True)  # how the point was given, a PlaceSource
    place_verified = models.BooleanField(default=False, db_default=False)  # somebody asked, and it is there
    cell = models.ForeignKey("units.Cell", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    community = models.ForeignKey(
        "units.Community", models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    street = models.ForeignKey("units.Unit", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")

    entered_at = models.DateTimeField()  # when the form was begun: the dispatch clock runs from here
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    opened_seat = models.CharField(max_length=20, blank=True)
    assigned_at = models.DateTimeField(null=True, blank=True)  # first assignment
    closed_at = models.DateTimeField(null=True, blank=True)
    disposition = models.CharField(max_length=12, choices=Disposition, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True)  # the earliest due of its running clocks; kept by the gate
    wants_callback = models.BooleanField(default=False)  # whether any party does; parties are hidden from collectors
    reworks = models.PositiveSmallIntegerField(default=0)
    returns = models.PositiveSmallIntegerField(default=0)
    reopened = models.PositiveSmallIntegerField(default=0)
    danger = models.BooleanField(default=False, db_default=False)  # life is at stake: police or rescue go first
    emergency = models.CharField(
        max_length=80, blank=True, default="", db_default=""
    )  # the facts that hold now, as codes
    repeats = models.PositiveSmallIntegerField(default=0, db_default=0)  # earlier tickets of one party and matter
    callback_at = models.DateTimeField(null=True, blank=True)  # when the caller wants to be rung; empty: at once
    counts = models.BooleanField(default=True, db_default=True)  # in appraisal; why not stands in the event
    chain_position = models.PositiveIntegerField(default=0)  # head of the ticket's chain of events
    chain_hash = models.CharField(max_length=64, blank=True)

    objects = TicketQuerySet.as_manager()
    has_photos = has_links = has_precedents = has_place_changes = True  # as far as anybody knows: `with_company` looks

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ticket_closed_has_end",
                condition=(Q(stage="closed", closed_at__isnull=False) & ~Q(disposition=""))
                | (~Q(stage="closed") & Q(closed_at=None, disposition="")),
            ),
            models.CheckConstraint(name="ticket_priority", condition=Q(priority__range=(1, 4))),
            models.CheckConstraint(name="ticket_entered_first", condition=Q(entered_at__lte=F("opened_at"))),
            models.CheckConstraint(
                name="ticket_point_whole", condition=Q(lon=None, lat=None) | Q(lon__isnull=False, lat__isnull=False)
            ),
            models.CheckConstraint(
                name="ticket_has_place", condition=~Q(address="") | Q(lon__isnull=False) | Q(street__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="ticket_open_by_due", condition=~Q(stage="closed")),
            models.Index(fields=["stage", "due_at"], name="ticket_stage_due", condition=~Q(stage="closed")),
            models.Index(fields=["-opened_at"], name="ticket_newest"),
            models.Index(fields=["item", "-opened_at"], name="ticket_item_newest"),
            models.Index(fields=["street", "-opened_at"], name="ticket_street_newest"),
            models.Index(fields=["cell", "-opened_at"], name="ticket_cell_newest"),
            models.Index(fields=["community", "-opened_at"], name="ticket_community_newest"),
            models.Index(fields=["priority", "-opened_at"], name="ticket_priority_newest"),
            models.Index(fields=["opened_by", "-opened_at"], name="ticket_opener_newest"),
            models.Index(fields=["-opened_at"], name="ticket_repeat_newest", condition=Q(repeats__gte=1)),
            models.Index(fields=["-closed_at"], name="ticket_closed_newest", condition=Q(stage="closed")),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("dispatch:ticket", args=[self.number])

    @property
    def is_open(self):
        return self.stage != Stage.CLOSED

    @property
    def place_source_label(self):
        return source_in_words(self.place_source)


class NumberSeries(models.Model):
    """The last number given on a local day; one series for tickets (T), one for drills (Y)."""

    day = models.DateField()
    kind = models.CharField(max_length=1)
    last = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "kind"], name="one_series_a_day")]

    def __str__(self):
        return f"{self.kind}{self.day} {self.last}"


def masked_phone(phone):
    """13912345678 → 139****5678; short numbers keep their last two digits."""
    if len(phone) >= 8:
        return f"{phone[:3]}****{phone[-4:]}"
    return f"****{phone[-2:]}" if phone else ""


def masked_name(name):
    """王小明 → 王**: the family name is enough to speak to a caller."""
    return name[:1] + "*" * (len(name) - 1)


class PartyQuerySet(models.QuerySet):
    def standing(self):
        """Without those who came by a merge that was undone."""
        return self.filter(left_at=None)


class Party(models.Model):
    """A caller or reporter concerned in a ticket. The only place of personal data; masked on every page."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="parties")
    name = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    channel = models.CharField(max_length=8, choices=Source)
    wants_callback = models.BooleanField(default=False)
    text_only = models.BooleanField(default=False, db_default=False)  # does not hear or speak: reached by text only
    language = models.CharField(
        max_length=40, blank=True, default="", db_default=""
    )  # unless Mandarin, as the hall calls it
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)  # of a merge that was undone: concerned here no more

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "parties"
        ordering = ["joined_at", "id"]
        indexes = [
            models.Index(fields=["phone", "-id"], name="party_phone_newest"),
            models.Index(Collate("name", "C"), F("id").desc(), name="party_name_newest"),
        ]

    def __str__(self):
        return f"party {self.pk}"

    @property
    def masked_phone(self):
        return masked_phone(self.phone)

    @property
    def masked_name(self):
        return masked_name(self.name)


class Note(models.Model):
    """Free text that belongs to an event: a remark, a reason. Events point at it and never hold it."""

    OF_CALLERS = ("join", "take_in")  # whose notes are another caller's words; migration 0025 knows them too

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="notes")
    verb = models.CharField(max_length=20)
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self):
        return f"note {self.pk}"
