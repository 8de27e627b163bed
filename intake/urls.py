"""Addresses of this app: each view module ends with its own list."""

from intake.views import (
    calls,
    dialogues,
    drafts,
    finding_places,
    hearing,
    hotlines,
    lines,
    listings,
    matching,
    owed,
    positions,
    questions,
    recording,
    seats,
    taking,
    transferring,
)

app_name = "intake"
urlpatterns = [
    *calls.urls,
    *dialogues.urls,
    *taking.urls,
    *drafts.urls,
    *recording.urls,
    *finding_places.urls,
    *matching.urls,
    *positions.urls,
    *questions.urls,
    *hearing.urls,
    *hotlines.urls,
    *lines.urls,
    *listings.urls,
    *owed.urls,
    *transferring.urls,
    *seats.urls,
]
