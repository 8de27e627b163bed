"""What stands between feedback and closing: verification (核实) and the call-back (回访)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class VerificationQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.has_perm("dispatch.view_all_tickets"):
            return self if user.has_perm("dispatch.view_confidential") else self.filter(ticket__confidential=False)
        return self.filter(cell__in=user.cell_ids, ticket__confidential=False)

    def waiting(self):
        return self.filter(answered_at=None)


class Verification(models.Model):
    """One on-site or desk check: a task of dispatch; the grid app only shows it to the collector of the cell."""

    class Kind(models.TextChoices):
        BEFORE = "before", _("Check before assignment")
        AFTER = "after", _("Verification after work")

    class Answer(models.TextChoices):
        FIXED = "fixed", _("Fixed")
        NOT_FIXED = "not_fixed", _("Not fixed")
        FOUND = "found", _("Found as told")
        NOT_FOUND = "not_found", _("Not found")
        DROPPED = "dropped", _("No longer asked")

    ticket = models.ForeignKey("dispatch.Ticket", models.PROTECT, related_name="verifications")
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.AFTER)
    cell = models.ForeignKey("units.Cell", models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey("units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    text = models.TextField(blank=True)

    objects = VerificationQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(answered_at=None), name="one_waiting_verification"),
            models.CheckConstraint(
                name="verification_answer_whole",
                condition=Q(answered_at=None, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
            ),
        ]
        indexes = [models.Index(fields=["cell", "due_at"], name="verification_of_cell", condition=Q(answered_at=None))]

    def __str__(self):
        return f"verification {self.pk}"


class Callback(models.Model):
    """One attempt to ask the caller. A fourth attempt in one round is refused by the system (domain.md §3)."""

    class Outcome(models.TextChoices):
        REACHED = "reached", _("Reached")
        NO_ANSWER = "no_answer", _("No answer")
        REFUSED = "refused", _("Refused to answer")
        WRONG_NUMBER = "wrong_number", _("Wrong number")

    class Solved(models.TextChoices):
        SOLVED = "solved", pgettext_lazy("call-back", "Solved")
        BASICALLY = "basically", _("Basically solved")
        NOT_SOLVED = "not_solved", _("Not solved")

    class Satisfaction(models.IntegerChoices):
        GOOD = 3, _("Satisfied")
        FAIR = 2, _("Fairly satisfied")
        BAD = 1, _("Not satisfied")

    ticket = models.ForeignKey("dispatch.Ticket", models.PROTECT, db_index=False, related_name="callbacks")
    party = models.ForeignKey("dispatch.Party", models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    round = models.PositiveSmallIntegerField()  # the ticket's rework and reopening start a new round
    attempt = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome)
    solved = models.CharField(max_length=10, choices=Solved, blank=True)
    satisfied_result = models.PositiveSmallIntegerField(choices=Satisfaction, null=True, blank=True)
    satisfied_process = models.PositiveSmallIntegerField(choices=Satisfaction, null=True, blank=True)
    text = models.TextField(blank=True)
    counts = models.BooleanField(default=True, db_default=True)  # in appraisal
    not_counted_because = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "round", "attempt"], name="callback_attempt_once"),
            models.CheckConstraint(name="callback_three_attempts", condition=Q(attempt__range=(1, 3))),
            models.CheckConstraint(
                name="callback_answers_when_reached",
                condition=(Q(outcome="reached") & ~Q(solved="")) | (~Q(outcome="reached") & Q(solved="")),
            ),
        ]
        indexes = [models.Index(fields=["at"], name="callback_by_time")]

    def __str__(self):
        return f"callback {self.pk}"


class Unreasonable(models.Model):
    """A caller's "not solved" that the dispatcher finds unreasonable: it takes a second person's signature to hold."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waiting for the second signature")
        SIGNED = "signed", _("Signed")
        REFUSED = "refused", _("Not signed")

    ticket = models.ForeignKey("dispatch.Ticket", models.PROTECT, related_name="unreasonables")
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("units.User", models.PROTECT, db_index=False, related_name="+")
    text = models.TextField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "units.User", models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(state="proposed"), name="one_unreasonable_at_a_time"
            ),
            models.CheckConstraint(
                name="second_signature_by_another",
                condition=Q(answered_by=None) | ~Q(answered_by=models.F("proposed_by")),
            ),
        ]

    def __str__(self):
        return f"unreasonable {self.pk}"
