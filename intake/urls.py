"""Addresses of this app: each view module ends with its own list."""

from intake.views import calls, drafts, matching, questions, taking

app_name = "intake"
urlpatterns = [
    *calls.urls,
    *taking.urls,
    *drafts.urls,
    *matching.urls,
    *questions.urls,
]
