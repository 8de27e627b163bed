"""What may lie over a map besides the district: things of the gazetteer and the reader's open tickets, by layer and box."""

import math

from django.http import JsonResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dispatch.models import Ticket
from units import clock, mapping

TICKETS = "ticket"
LAYERS = (*mapping.MARKED, TICKETS)
MOST = 200  # of each layer: what a map can show and a browser can draw at once


@never_cache
@require_safe
def map_layers(request):
    """`?layers=camera,ticket&bbox=west,south,east,north` as GeoJSON; `more` names the layers that have more than MOST there."""
    wanted = [name for name in LAYERS if name in request.GET.get("layers", "").split(",")]
    box = _box(request.GET.get("bbox", ""))
    if box is None:
        return JsonResponse({"code": "bad_input", "sentence": _("This is no part of the map.")}, status=422)
    found = mapping.marks([name for name in wanted if name != TICKETS], box, MOST)
    if TICKETS in wanted:
        found[TICKETS] = _tickets(request.user, box)
    return JsonResponse(
        {
            "type": "FeatureCollection",
            "features": [feature for name in wanted for feature in found[name][0]],
            "more": [name for name in wanted if found[name][1]],
        }
    )


def _box(text):
    """(west, south, east, north) in degrees, or None."""
    try:
        west, south, east, north = (float(number) for number in text.split(","))
    except ValueError:
        return None
    box = (west, south, east, north)
    whole = all(math.isfinite(number) and abs(number) <= 720 for number in box)
    return box if whole and west < east and south < north else None


def _tickets(user, box):
    """(features, whether there are more) of the open ones that this person may see."""
    west, south, east, north = box
    open_ones = Ticket.objects.visible_to(user).open().filter(lon__range=(west, east), lat__range=(south, north))
    now = clock.now()
    shown = list(open_ones.select_related("item").order_by("due_at", "pk")[: MOST + 1])
    features = [
        mapping.feature(
            ticket.lon, ticket.lat, layer=TICKETS, name=f"{ticket.number} {ticket.item.label}",
            state="over" if ticket.due_at and ticket.due_at < now else "ok",
            url="" if user.kind == "grid" else ticket.get_absolute_url(),
        )
        for ticket in shown[:MOST]
    ]  # fmt: skip
    return features, len(shown) > MOST


urls = [path("map/layers.json", map_layers, name="map_layers")]
