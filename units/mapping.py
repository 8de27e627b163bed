"""The district's vector layer: boundary, river, roads, street offices and cells, without any tile."""

from django.core.cache import cache

from units.models import Cell, MapFeature, Territory


def version():
    return Territory.objects.filter(pk=1).values_list("version", flat=True).first() or 0


def layer(version):
    """A GeoJSON FeatureCollection; properties: kind, name, and for cells their code."""
    key = f"map-layer-{version}"
    return cache.get_or_set(key, _features, timeout=None)


def _features():
    features = [
        {"type": "Feature", "properties": {"kind": kind, "sort": sort, "name": name}, "geometry": geometry}
        for kind, sort, name, geometry in MapFeature.objects.order_by("id").values_list(
            "kind", "sort", "name", "geometry"
        )
    ]
    features += [
        {"type": "Feature", "properties": {"kind": "cell", "name": code}, "geometry": geometry}
        for code, geometry in Cell.objects.order_by("code").values_list("code", "geometry")
    ]
    return {"type": "FeatureCollection", "features": features}
