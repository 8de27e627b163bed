"""Importing the territory: cells with their street offices, drawings of the base map, and shapes that cannot be."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests.cast import square
from units import territory
from units.models import Cell, Community, MapFeature, Territory
from units.services.cells import import_cells
from units.services.importing import ImportRefused

RIVER = {"type": "LineString", "coordinates": [[112.0, 28.0], [112.02, 28.01]]}


def cell(code, x, **properties):
    properties = {"code": code, "community": "n01", "community_name": "新社区", "street": "east", **properties}
    return {"type": "Feature", "properties": properties, "geometry": square(x, 28.5)}


def refused(features):
    with pytest.raises(ImportRefused) as caught:
        import_cells(features)
    return [(error.row, error.column) for error in caught.value.errors]


def version():
    return Territory.objects.get(pk=1).version


def test_a_new_cell_is_found_by_its_points_at_once(world):
    assert territory.locate(112.505, 28.505) is None
    before = version()
    diff = import_cells([cell("n0101", 112.50), cell("n0102", 112.51)])
    assert len(diff.added) == 2
    assert version() == before + 1
    located = territory.locate(112.505, 28.505)
    assert (located.code, located.street_id) == ("n0101", world.east.pk)
    assert Community.objects.get(code="n01").initials == "xsq"


def test_the_same_file_again_changes_nothing_and_keeps_the_version(world):
    import_cells([cell("n0101", 112.50)])
    before = version()
    diff = import_cells([cell("n0101", 112.50)])
    assert not diff.writes
    assert len(diff.unchanged) == 1
    assert {change.code for change in diff.absent} == {"0001", "0002"}
    assert version() == before


def test_a_dry_run_writes_nothing(world):
    before = version()
    diff = import_cells([cell("n0101", 112.50)], dry_run=True)
    assert diff.writes
    assert not Cell.objects.filter(code="n0101").exists()
    assert version() == before


def test_a_cell_may_move_to_another_street_office_and_keeps_its_collector(world):
    feature = cell("0001", 112.0, street="西山镇", community="n02")
    diff = import_cells([feature])
    moved = Cell.objects.get(code="0001")
    assert moved.street == world.west
    assert moved.collector == world.collector
    assert set(diff.changed[0].fields) == {"community", "street", "geometry"}


def test_a_collector_may_be_named(world):
    import_cells([cell("n0101", 112.50, collector="other_collector")])
    assert Cell.objects.get(code="n0101").collector == world.other_collector
    assert refused([cell("n0102", 112.51, collector="dispatcher")]) == [(1, "collector")]


def test_drawings_are_replaced_kind_by_kind(world):
    river = {"type": "Feature", "properties": {"kind": "river", "name": "澜水"}, "geometry": RIVER}
    road = {"type": "Feature", "properties": {"layer": "road", "kind": "main", "name": "大道"}, "geometry": RIVER}
    import_cells([river, road])
    assert MapFeature.objects.get(kind="road").sort == "main"
    diff = import_cells([{**river, "properties": {"kind": "river", "name": "新河"}}])
    assert (len(diff.added), len(diff.removed)) == (1, 1)
    assert set(MapFeature.objects.values_list("kind", "name")) == {("river", "新河"), ("road", "大道")}


def test_all_errors_come_at_once_with_their_rows_and_nothing_is_written(world):
    bow_tie = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    metres = {
        "type": "Polygon",
        "coordinates": [[[500000, 3000000], [500100, 3000000], [500100, 3000100], [500000, 3000000]]],
    }
    features = [
        cell("n0101", 112.50),
        cell("n0101", 112.60),
        cell("n0102", 112.505),
        cell("n0103", 112.7, street="nowhere"),
        {**cell("n0104", 112.8), "geometry": bow_tie},
        {**cell("n0105", 112.9), "geometry": metres},
        {**cell("n0106", 113.0), "geometry": RIVER},
        {**cell("n0107", 113.1), "geometry": {"type": "Polygon", "coordinates": "x"}},
        {**cell("n0108", 113.2), "geometry": None},
        cell("n0109", 113.3, street="west"),
        {"type": "Feature", "properties": {"kind": "moat"}, "geometry": RIVER},
        {"type": "Feature", "properties": None, "geometry": None},
    ]
    assert refused(features) == [
        (2, "code"), (3, "geometry"), (4, "street"), (5, "geometry"), (6, "geometry"), (7, "geometry"),
        (8, "geometry"), (9, "geometry"), (10, "community"), (11, "kind"), (12, "code"),
    ]  # fmt: skip
    assert not Cell.objects.filter(code="n0101").exists()


def test_a_cell_may_not_lie_on_one_that_is_there_already(world):
    feature = {**cell("n0101", 0), "geometry": square(112.005, 28.0, 0.002)}
    assert refused([feature]) == [(1, "geometry")]


def test_the_command_reads_geojson_and_csv_with_wkt(world, tmp_path, capsys):
    file = tmp_path / "cells.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [cell("n0101", 112.50)]}), encoding="utf-8")
    call_command("import_cells", str(file))
    table = tmp_path / "cells.csv"
    table.write_text(
        'code,community,street,geometry\nn0102,n01,东河街道,"POLYGON((113 28,113.01 28,113.01 28.01,113 28))"\n',
        encoding="utf-8-sig",
    )
    call_command("import_cells", str(table))
    assert Cell.objects.filter(code__startswith="n01").count() == 2


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"features": [1]}', "{nothing"])
def test_a_file_that_is_no_geojson_is_refused_with_a_sentence(world, tmp_path, content):
    file = tmp_path / "cells.geojson"
    file.write_text(content)
    with pytest.raises(CommandError):
        call_command("import_cells", str(file))
