"""Addresses of this app: each view module ends with its own list."""

from dispatch.views import board, find, lookups, moves, photos, tickets

app_name = "dispatch"
urlpatterns = [
    *board.urls,
    *find.urls,
    *lookups.urls,
    *tickets.urls,
    *moves.urls,
    *photos.urls,
]
