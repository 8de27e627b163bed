"""A place while it is typed: names, pinyin, house numbers, numbers of plates and stones, as JSON for a combo."""

import math

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe

from units.places import search
from units.places.models import NamedPlace

_OPENED_BY = ("intake.take_call", "intake.record_matter", "grid.send_report")  # whoever gives a place to a ticket
_WIDE = (NamedPlace.Kind.ROAD, NamedPlace.Kind.COMMUNITY)  # their point is only their middle


@require_safe
def places(request):
    """{"places": [{value, label, kind, memo, code, lon, lat, verified, source, why, wide}]}, best first; a dozen at most."""
    if not any(map(request.user.has_perm, _OPENED_BY)):
        raise PermissionDenied
    found = search.find(request.GET.get("q", ""), near=_point(request.GET))
    return JsonResponse({"places": [_told(one) for one in found]})


def _point(asked):
    """(lon, lat), or None where they are missing or no point: the answer is then only less well ordered."""
    try:
        lon, lat = float(asked.get("lon", "")), float(asked.get("lat", ""))
    except ValueError:
        return None
    return (lon, lat) if math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90 else None


def _told(one):
    place = one.place
    return {
        "value": str(place.pk),
        "label": one.label,
        "kind": place.get_kind_display(),
        "memo": one.memo,
        "code": place.code,
        "lon": place.lon,
        "lat": place.lat,
        "verified": place.verified,
        "source": place.source,
        "why": str(search.WHY.get(one.why, "")),
        "wide": place.kind in _WIDE,
    }


urls = [path("calls/places/", places, name="places")]
