"""All addresses. Apps bring theirs; what belongs to no app stands here."""

from django.urls import include, path

urlpatterns = [
    path("", include("units.urls")),
    path("", include("dispatch.urls")),
    path("", include("intake.urls")),
    path("", include("grid.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
handler400 = "units.views.errors.bad_request"
handler403 = "units.views.errors.forbidden"
handler404 = "units.views.errors.not_found"
handler500 = "units.views.errors.server_error"
