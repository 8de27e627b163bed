"""Addresses of this app: each view module ends with its own list."""

from dispatch.views import (
    amendments,
    board,
    callbacks,
    days,
    disputes,
    duty_import,
    duty_list,
    find,
    lookups,
    moves,
    outbox,
    parts,
    photos,
    portal,
    repeats,
    silence,
    tickets,
    time_asked,
)

app_name = "dispatch"
urlpatterns = [
    *amendments.urls,
    *board.urls,
    *callbacks.urls,
    *days.urls,
    *duty_import.urls,
    *duty_list.urls,
    *disputes.urls,
    *find.urls,
    *lookups.urls,
    *tickets.urls,
    *moves.urls,
    *outbox.urls,
    *parts.urls,
    *photos.urls,
    *portal.urls,
    *repeats.urls,
    *silence.urls,
    *time_asked.urls,
]
