"""The duty list: which body must act on which matter, and within which times. Routing is by item, never by major."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from units.labels import Named


class Priority(models.IntegerChoices):
    P1 = 1, _("P1 life in danger")
    P2 = 2, _("P2 urgent")
    P3 = 3, _("P3 normal")
    P4 = 4, _("P4 can wait")


class Major(Named):
    code = models.CharField(max_length=4, unique=True)

    class Meta:
        ordering = ["code"]


class Item(Named):
    """A stable code under a major. What holds for it on a day stands in its rules."""

    major = models.ForeignKey(Major, models.PROTECT, related_name="items")
    code = models.CharField(max_length=8, unique=True)
    is_police = models.BooleanField(default=False)
    is_backstop = models.BooleanField(
        default=False, db_default=False
    )  # "no item fits": the street office takes it first

    class Meta:
        ordering = ["code"]

    def rule_on(self, day):
        """The rule in force on a local day, or None if the item was not yet on the list."""
        return self.rules.filter(valid_from__lte=day).order_by("-valid_from").first()


class Rule(models.Model):
    """What holds for an item from a day on. A ticket keeps the rule that held when it was opened."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="rules")
    valid_from = models.DateField()
    lead = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    priority = models.PositiveSmallIntegerField(choices=Priority)
    feedback_minutes = models.PositiveSmallIntegerField()
    resolve_hours = models.PositiveSmallIntegerField()
    resolve_by = models.CharField(max_length=14, default="continuous", db_default="continuous")  # units.calendar.Kind
    lead_of_place = models.BooleanField(
        default=False, db_default=False
    )  # the street office of the place leads, if known
    at = models.DateTimeField(null=True, blank=True)  # when it was written, and by whom; unknown of imports of old
    by = models.ForeignKey("units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "valid_from"], name="rule_once_a_day"),
            models.CheckConstraint(name="rule_priority", condition=Q(priority__range=(1, 4))),
            models.CheckConstraint(
                name="rule_feedback_within_two_hours", condition=Q(feedback_minutes__range=(1, 120))
            ),
            models.CheckConstraint(name="rule_resolve_hours", condition=Q(resolve_hours__gte=1)),
        ]

    def __str__(self):
        return f"{self.item_id} {self.valid_from}"


class RuleAssist(models.Model):
    """An assisting body: a unit, or a placeholder that the ticket's cell resolves when it is assigned."""

    class Placeholder(models.TextChoices):
        STREET = "street", _("Street office or township of the place")
        COLLECTOR = "collector", _("Collector of the cell")

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="assists")
    position = models.PositiveSmallIntegerField()
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, related_name="+")
    placeholder = models.CharField(max_length=10, choices=Placeholder, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                name="assist_is_unit_or_placeholder",
                condition=Q(unit__isnull=False, placeholder="") | (Q(unit=None) & ~Q(placeholder="")),
            ),
            models.UniqueConstraint(fields=["rule", "position"], name="assist_position_once"),
        ]

    def __str__(self):
        return str(self.unit or self.placeholder)


def _spoken(chinese, english):
    return english if english and (get_language() or "").startswith("en") else chinese


class Condition(models.Model):
    """A question inside an item (permit or not, home or business, road or yard) on which the lead may hang."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="conditions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=120)
    text_en = models.CharField(max_length=160, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # exclusive

    class Meta:
        ordering = ["position", "id"]

    def __str__(self):
        return self.text

    @property
    def wording(self):
        return _spoken(self.text, self.text_en)

    def holds_on(self, day):
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class Option(models.Model):
    """One answer to a condition. Where it names a lead, that unit leads instead of the rule's."""

    condition = models.ForeignKey(Condition, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60)
    label_en = models.CharField(max_length=80, blank=True)
    lead = models.ForeignKey("units.Unit", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["position", "id"]

    def __str__(self):
        return self.label

    @property
    def wording(self):
        return _spoken(self.label, self.label_en)


class ConditionAnswer(models.Model):
    """What was answered for one ticket. The latest answer to a condition holds; earlier ones stay."""

    ticket = models.ForeignKey("dispatch.Ticket", models.PROTECT, related_name="condition_answers")
    condition = models.ForeignKey(Condition, models.PROTECT, related_name="+")
    option = models.ForeignKey(Option, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self):
        return f"{self.condition_id}: {self.option_id}"
