"""Addresses of this app."""

app_name = "grid"
urlpatterns = []
