"""Sources of danger whose radius covers a point, from memory: the gazetteer's rows of kind hazard."""

from dataclasses import dataclass

from units import known
from units.distances import metres
from units.models import NamedPlace


@dataclass(frozen=True)
class Near:
    """A source of danger and how far it is, in whole metres."""

    place: object
    metres: int

    @property
    def words(self):
        """Its name and what callers are warned of, as a ticket keeps them."""
        return " · ".join(filter(None, [self.place.name, self.place.warning]))


def covering(lon, lat):
    """[Near] whose radius reaches this WGS-84 point, the nearest first."""
    if lon is None:
        return []
    measured = (Near(place, metres(lon, lat, place.lon, place.lat)) for place in known.answer("hazards", _read))
    return sorted((near for near in measured if near.metres <= near.place.radius_m), key=lambda near: near.metres)


def _read():
    rows = NamedPlace.objects.filter(kind=NamedPlace.Kind.HAZARD, removed_at=None, radius_m__isnull=False)
    return list(rows)
