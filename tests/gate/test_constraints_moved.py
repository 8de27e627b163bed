"""What no row of a place's corrections may be."""

from dispatch.models import PlaceChange
from tests.gate.test_constraints import refused
from units import clock


def test_a_correction_has_whole_points_and_is_far_only_between_two(world):
    facts = {
        "ticket": world.ticket(),
        "at": clock.now(),
        "by": world.call_taker,
        "verified": True,
        "verified_before": False,
    }
    for half in ({"lon": 112.0}, {"lat_before": 28.0}):
        refused("place_change_points_whole", lambda half=half: PlaceChange.objects.create(**facts, **half))
    for one in ({"lon": 112.0, "lat": 28.0}, {"lon_before": 112.0, "lat_before": 28.0}):
        refused("place_change_far_between_two", lambda one=one: PlaceChange.objects.create(**facts, metres=5, **one))
