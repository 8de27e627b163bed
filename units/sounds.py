"""The sounds of the console: what each says, how loud each person wants it, and what may not be turned off.

static/js/sound.js plays them. A sound that is turned off still has its twin on the screen.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LABELS = {
    "ringing": _("A call is ringing"),
    "text": _("A text message waits"),
    "new_p1": _("New ticket of priority 1"),
    "worse": _("New facts: it got worse"),
    "new_ticket": _("New ticket for you"),
    "asked": _("A colleague asks for your call, or for a rest"),
    "returned": _("A ticket was handed back"),
    "warn": _("A ticket is due soon"),
    "overdue": _("A ticket is overdue"),
    "paused": _("The clocks of an urgent ticket stand still"),
    "help": _("A unit needs help"),
    "urged": _("The centre urges your unit"),
    "supervision": _("Supervision received"),
    "link_lost": _("The line to the centre is lost"),
    "heartbeat": _("Deadlines are not being watched"),
    "behind": _("Messages and photos are delayed"),
    "drill": pgettext_lazy("sound", "Drill"),
}
FULL = 100
FLOOR = 30
_OF_HALL = ("ringing", "text", "asked", "help", "paused")  # heard nowhere else
_OF_UNITS = ("urged", "supervision")
_NEVER_OFF = ("ringing", "new_p1", "worse")


def kinds(user):
    """Those that this person can hear, in the order of the list."""
    left_out = _OF_UNITS if user.kind in ("hall", "office") else _OF_HALL
    return [kind for kind in LABELS if kind not in left_out]


def floors(user):
    """{kind: the least volume}: in the hall a call or a life hangs on these, whoever sits there."""
    return dict.fromkeys(_NEVER_OFF, FLOOR) if user.kind == "hall" else {}


def volumes(user):
    """{kind: 0 to 100} of all that this person can hear."""
    chosen, least = user.volumes or {}, floors(user)
    return {kind: max(chosen.get(kind, FULL), least.get(kind, 0)) for kind in kinds(user)}


def set_volumes(user, chosen):
    """Keep {kind: volume}; the forms have looked at the limits, and what is read is limited again."""
    user.volumes = {kind: volume for kind, volume in chosen.items() if kind in LABELS}
    user.save(update_fields=["volumes"])
