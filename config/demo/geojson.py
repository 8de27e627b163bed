"""The district as GeoJSON, the form in which any installation hands its territory to `import_cells` and the map."""

from typing import Any

from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from config.demo.geography import District

Collection = dict[str, Any]


def cells_geojson(made: District) -> Collection:
    streets = {street.code: street.name for street in made.streets}
    communities = {community.code: community for community in made.communities}
    return _collection(
        (
            cell.polygon,
            {
                "code": cell.code,
                "name": cell.name,
                "name_en": cell.name_en,
                "street": f"s{cell.street}",
                "street_name": streets[cell.street],
                "community": cell.community,
                "community_name": communities[cell.community].name,
                "community_name_en": communities[cell.community].name_en,
                "town": cell.town,
            },
        )
        for cell in made.cells
    )


def streets_geojson(made: District) -> Collection:
    return _collection(
        (s.polygon, {"code": s.code, "name": s.name, "name_en": s.name_en, "kind": s.kind}) for s in made.streets
    )


def basemap_geojson(made: District) -> Collection:
    """Everything that is only drawn, in drawing order."""
    return _collection(
        (f.shape, {"layer": f.layer, "kind": f.kind, "name": f.name, "name_en": f.name_en}) for f in made.features
    )


def _collection(features: Any) -> Collection:
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": properties, "geometry": geometry(shape)} for shape, properties in features
        ],
    }


def geometry(shape: BaseGeometry) -> dict[str, Any]:
    """Five decimals are a metre; more would only be weight."""

    def rounded(value: Any) -> Any:
        return round(value, 5) if isinstance(value, float) else [rounded(inner) for inner in value]

    plain = mapping(shape)
    return {"type": plain["type"], "coordinates": rounded(plain["coordinates"])}
