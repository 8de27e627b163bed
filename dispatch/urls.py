"""Addresses of this app."""

app_name = "dispatch"
urlpatterns = []
