"""What every page's frame needs: the menu of the role, the server's time, the name on the door."""

import time
from dataclasses import dataclass

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from units.login import presence

ROOM = 7  # pages that fit into the bar at 1366 pixels


@dataclass(frozen=True)
class Entry:
    url: str
    label: str
    key: str
    active: bool
    count: int | None = None


def menu(user):
    """(URL name, label, key) for what the user's permissions open, in the order of the work."""
    entries = [
        ("intake.take_call", "intake:take", _("Take a call"), "F2"),
        ("dispatch.view_all_tickets", "dispatch:board", _("Board"), "F3"),
        ("dispatch.rule_ticket", "dispatch:disputes", _("Disputes"), "F7"),
        ("intake.take_call", "dispatch:facts_wanted", _("Facts wanted"), ""),
        ("intake.take_call", "intake:owed", pgettext("calls", "To ring back"), ""),
        ("intake.take_call", "intake:listings", _("Listings"), ""),
        ("dispatch.handle_ticket", "dispatch:inbox", _("Inbox"), "F3"),
        ("intake.record_matter", "intake:record", _("Record"), "F2"),
        ("dispatch.handle_ticket", "dispatch:history", _("History"), ""),
        ("dispatch.handle_ticket", "dispatch:roster", _("On duty"), ""),
        ("dispatch.handle_ticket", "dispatch:figures", _("Our figures"), ""),
        ("dispatch.use_phrases", "dispatch:phrases", _("Phrases"), ""),
        ("dispatch.close_ticket", "dispatch:callbacks", _("To call back"), "F7"),
        ("grid.send_report", "grid:tasks", _("Tasks"), ""),
        ("grid.send_report", "grid:report", _("Report"), ""),
        ("dispatch.find_tickets", "dispatch:find", _("Find"), "F4"),
        ("dispatch.review_repeat", "dispatch:repeats", _("Repeats"), ""),
        ("dispatch.view_statistics", "dispatch:day", _("The day"), "F6"),
        ("dispatch.watch_silence", "dispatch:silence", _("Silence"), "F8"),
        ("units.lead_seats", "intake:seats", _("Seats"), ""),
        ("dispatch.hand_over", "dispatch:handovers", _("Hand-over"), ""),
        ("units.send_notice", "notices", _("Notices"), ""),
        ("dispatch.review_appeal", "dispatch:asked", _("Time asked for"), ""),
        ("dispatch.view_outbox", "dispatch:outbox", _("Outbox"), ""),
        ("dispatch.propose_amendment", "dispatch:lessons", _("Lessons"), ""),
        ("units.manage_registry", "registry", _("Registry"), ""),
        ("units.manage_registry", "dispatch:duty_list", _("Duty list"), ""),
        ("units.manage_registry", "dispatch:amendments", _("Proposals"), ""),
        ("units.manage_registry", "intake:hotlines", _("Hotlines"), ""),
        ("units.manage_registry", "calendar", _("Calendar"), ""),
        ("units.manage_people", "security", _("Security"), ""),
        ("units.read_audit", "security", _("Security"), ""),
    ]
    return [entry[1:] for entry in entries if user.has_perm(entry[0])]


def _seat(user):
    """What lock.js must know: after how long, and what happens then."""
    return {"idle": settings.IDLE_SECONDS, "minutes": settings.IDLE_SECONDS // 60, "way": presence.way_of(user)}


def _nav(user, here):
    entries = []
    for name, label, key in menu(user):
        try:
            entries.append(Entry(reverse(name), label, key, active=name == here))
        except NoReverseMatch:
            continue
    return entries


def _split(entries):
    """The bar, and what it has no room for: beside so many pages those without a key of their own stand in a menu."""
    keyed = [entry for entry in entries if entry.key]
    if len(entries) <= ROOM or not keyed:
        return {"bar": entries, "more": []}
    return {"bar": keyed, "more": [entry for entry in entries if not entry.key]}


def shell(request):
    """What the frame keeps as a piece (templates/base.html) is only worked out when that piece is drawn."""
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    here = request.resolver_match.view_name if request.resolver_match else ""
    return {
        "nav": SimpleLazyObject(lambda: _split(_nav(user, here))) if known else {},
        "seat": SimpleLazyObject(lambda: _seat(user)) if known else None,
        "this_page": request.get_full_path(),
        "perms_people": known and user.has_perm("units.manage_people"),
        "server_now_ms": int(time.time() * 1000),
        "product_name": _("Linkage dispatch console"),
        "is_demo": not settings.PRODUCTION,
        "map_tile_url": settings.MAP_TILE_URL,
    }
