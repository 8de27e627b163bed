"""Photos through an authorised view: only what the reader may see, only when ready, never as anything but a picture."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import require_safe

from dispatch.models import Photo
from dispatch.services import photos


@require_safe
def photo(request, name):
    found = get_object_or_404(Photo.objects.visible_to(request.user), name=name, state=Photo.State.READY)
    try:
        file = photos.ready(found.name, thumb=request.GET.get("size") == "thumb").open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, content_type="image/jpeg")
    response["Content-Disposition"] = f'inline; filename="photo-{found.pk}.jpg"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_safe
def photo_state(request, name):
    """The small picture, or what still keeps it: a page that shows "being checked" asks here until it is decided."""
    found = get_object_or_404(Photo.objects.visible_to(request.user), name=name)
    return render(request, "dispatch/_photo.html", {"photo": found})


urls = [
    path("photos/<slug:name>/", photo, name="photo"),
    path("photos/<slug:name>/state/", photo_state, name="photo_state"),
]
