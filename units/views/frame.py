"""Pages that belong to everybody: home by role, and the district's own map layer."""

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from units import mapping


@require_safe
def home(request):
    return redirect(request.user.home)


@require_safe
def nothing(request):
    """For a person without any role: say so, instead of a page of refusals."""
    return render(request, "units/nothing.html")


@require_safe
def map_layer(request):
    """The base map as GeoJSON; it changes only with the territory's version, so browsers keep it."""
    version = mapping.version()
    etag = f'"territory-{version}"'
    if request.headers.get("If-None-Match") == etag:
        response = JsonResponse({}, status=304)
    else:
        response = JsonResponse(mapping.layer(version))
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=60"
    return response
