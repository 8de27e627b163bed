"""The fictional district is a true partition, made anew in the same way each time."""

import json
from random import Random

import pytest
from shapely import Point, STRtree, union_all

from config.demo.geography import Cell, district
from config.demo.geojson import basemap_geojson, cells_geojson, streets_geojson


@pytest.fixture(scope="module")
def made():
    return district()


def test_it_has_529_cells_and_20_street_offices_and_townships(made):
    assert len(made.cells) == 529
    assert [street.kind for street in made.streets] == ["street_office"] * 8 + ["township"] * 12
    assert 120 <= len(made.communities) <= 180


@pytest.mark.parametrize("level", ["cells", "communities", "streets"])
def test_each_level_covers_the_district_without_gap_or_overlap(made, level):
    shapes = [area.polygon for area in getattr(made, level)]
    assert all(shape.is_valid and shape.geom_type == "Polygon" and not shape.is_empty for shape in shapes)
    assert union_all(shapes).equals(made.boundary)
    assert sum(shape.area for shape in shapes) == pytest.approx(made.boundary.area, rel=1e-12)


def test_a_point_lies_in_exactly_one_cell(made):
    rng = Random(7)
    tree = STRtree([cell.polygon for cell in made.cells])
    west, south, east, north = made.boundary.bounds
    inside = 0
    for _ in range(3000):
        point = Point(rng.uniform(west, east), rng.uniform(south, north))
        found = tree.query(point, predicate="within")
        assert len(found) == (1 if made.boundary.contains(point) else 0)
        inside += len(found)
    assert inside > 1500


def test_cells_lie_in_their_community_and_communities_in_their_street(made):
    communities = {community.code: community for community in made.communities}
    streets = {street.code: street for street in made.streets}
    for cell in made.cells:
        middle = cell.polygon.representative_point()
        assert communities[cell.community].polygon.contains(middle)
        assert streets[cell.street].polygon.contains(middle)
        assert cell.code.startswith(cell.community) and cell.community.startswith(cell.street)


def test_names_and_codes_are_never_given_twice(made):
    for areas in (made.cells, made.communities, made.streets):
        assert len({area.code for area in areas}) == len({area.name for area in areas}) == len(areas)


def test_cells_are_small_in_town_and_large_in_the_country(made):
    def mean(cells: list[Cell]) -> float:
        return sum(cell.polygon.area for cell in cells) / len(cells)

    assert mean([c for c in made.cells if c.town]) < 0.3 * mean([c for c in made.cells if not c.town])


def test_the_river_crosses_it_and_roads_and_landmarks_are_named(made):
    (river,) = made.layer("river")
    assert river.shape.intersects(made.boundary.exterior)
    assert {road.kind for road in made.layer("road")} >= {"expressway", "national", "provincial", "ring", "avenue"}
    assert all(feature.name and feature.name_en for layer in ("road", "landmark") for feature in made.layer(layer))


def test_it_is_made_in_the_same_way_again(made):
    again = district.__wrapped__(20260822)
    assert json.dumps(cells_geojson(again)) == json.dumps(cells_geojson(made))
    assert json.dumps(basemap_geojson(again)) == json.dumps(basemap_geojson(made))


def test_another_seed_gives_another_district_that_is_whole_as_well(made):
    other = district.__wrapped__(5)
    assert len(other.cells) == 529
    assert union_all([cell.polygon for cell in other.cells]).equals(other.boundary)
    assert not other.boundary.equals(made.boundary)


def test_its_maps_are_light_and_have_five_decimals(made):
    assert len(json.dumps(cells_geojson(made), ensure_ascii=False).encode()) < 450_000
    assert len(json.dumps(basemap_geojson(made), ensure_ascii=False).encode()) < 150_000
    ring = streets_geojson(made)["features"][0]["geometry"]["coordinates"][0]
    assert all(round(number, 5) == number for point in ring for number in point)
