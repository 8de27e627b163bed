"""A position that is pasted where an address is typed: read, brought to WGS-84, and said back."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dispatch.models import PlaceSource
from units.places import pasted

_OPENED_BY = ("intake.take_call", "intake.record_matter", "grid.send_report")  # whoever gives a place to a ticket


@require_safe
def read_position(request):
    """{"found": {label, kind, memo, lon, lat, source}}, or null where `q` is no position."""
    if not any(map(request.user.has_perm, _OPENED_BY)):
        raise PermissionDenied
    position = pasted.read(request.GET.get("q", ""))
    return JsonResponse({"found": position and _told(position)})


def _told(position):
    return {
        "label": f"{position.lat:.5f}, {position.lon:.5f}",
        "kind": _("Position"),
        "memo": PlaceSource(position.source).label,
        "lon": position.lon,
        "lat": position.lat,
        "source": position.source,
    }


urls = [path("calls/position/", read_position, name="read_position")]
