"""What the centre's calls are measured by."""

from dataclasses import replace
from datetime import timedelta

from django.db.models import F, Q
from django.db.models.functions import ExtractHour
from django.utils.translation import gettext_lazy as _

from dispatch.models.tickets import Source
from intake.models import COUNTED, Call, Validity
from intake.rated import RATED, RUNG_BACK
from units.measures import Column, Dimension, Measure, Rows, register

CALLS = Rows(
    "call",
    _("calls"),
    lambda user: Call.objects.visible_to(user).filter(is_drill=False),
    (
        Column(_("Saved"), lambda call: call.saved_at),
        Column(_("Channel"), lambda call: call.get_channel_display()),
        Column(_("Validity"), lambda call: call.get_validity_display()),
        Column(_("Taken by"), lambda call: call.by.label),
        Column(_("Seat"), lambda call: call.seat),
        Column(_("Began"), lambda call: call.entered_at),
    ),
    related=("by",),
)
# Drills too: only what is listed as left out asks for them.
ALL_CALLS = replace(CALLS, code="call_or_drill", visible=lambda user: Call.objects.visible_to(user))
VALIDITY = Dimension(
    "validity", _("Validity"), lambda now: F("validity"),
    lambda keys: {value: label for value, label in Validity.choices if value in keys}, str,
)  # fmt: skip
CHANNEL = Dimension(
    "channel", _("Channel"), lambda now: F("channel"),
    lambda keys: {value: label for value, label in Source.choices if value in keys}, str,
)  # fmt: skip
HOUR = Dimension(
    "hour", _("Hour"), lambda now: ExtractHour("saved_at"), lambda keys: {hour: f"{hour:02d}" for hour in range(24)}
)


def _left_out(validity, label, formula):
    return Measure(f"left_out_{validity}", label, formula, CALLS, "saved_at", where=Q(validity=validity), group="calls")


register(
    Measure(
        "calls", _("Calls"), _("Every contact saved on this day, without drills."),
        CALLS, "saved_at", headline=1, group="calls", dimensions=(VALIDITY, CHANNEL, HOUR),
    ),
    Measure(
        "valid", _("Valid share"),
        _(
            "Police matters, non-police matters and advice ÷ all calls without tests, drills and internal calls, each caller "
            "once: a silent call that was rung back counts by what its caller said. What is left out stands below."
        ),
        CALLS, "saved_at", where=RATED, part=Q(validity__in=COUNTED), part_label=_("valid"),
        rest_label=_("not valid"), headline=2, group="calls", dimensions=(VALIDITY, CHANNEL, HOUR),
    ),
    _left_out("test", _("Left out: tests"), _("Calls saved as tests; not in the valid share.")),
    _left_out("internal", _("Left out: internal calls"), _("Calls among colleagues; not in the valid share.")),
    Measure(
        "left_out_drill", _("Left out: drills"), _("Calls of drills; not in the valid share, nor in any other figure."),
        ALL_CALLS, "saved_at", where=Q(is_drill=True), group="calls",
    ),
    Measure(
        "left_out_owed", _("Left out: counted by their call-back"),
        _("Silent and dropped calls that were rung back and ended; they count once, by what was saved then."),
        CALLS, "saved_at", where=RUNG_BACK, group="calls",
    ),
    Measure(
        "answered", _("Answered within 15 s"),
        _("Calls answered within 15 s of ringing ÷ calls that rang, where the telephone reports both times."),
        CALLS, "saved_at", where=Q(rang_at__isnull=False), group="calls",
        part=Q(answered_at__lte=F("rang_at") + timedelta(seconds=15)), part_label=_("within 15 s"),
        rest_label=_("later"),
    ),
)  # fmt: skip
