"""GCJ-02 and BD-09: pairs that others have published, and there and back again within half a metre."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from units.places import coordinates

HALF_A_METRE = 4.5e-6  # degrees


# (lon, lat) in WGS-84 and GCJ-02, from the tests of eviltransform and the readme of coordtransform
@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
        ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
    ],
)
def test_published_pairs(wgs84, gcj02):
    assert coordinates.wgs84_to_gcj02(*wgs84) == pytest.approx(gcj02, abs=1e-6)
    assert coordinates.to_wgs84(*gcj02, "gcj02") == pytest.approx(wgs84, abs=HALF_A_METRE)


def test_published_pairs_of_bd09():
    assert coordinates.gcj02_to_bd09(116.404, 39.915) == pytest.approx(
        (116.41036949371029, 39.92133699351021), abs=1e-6
    )
    assert coordinates.bd09_to_gcj02(116.404, 39.915) == pytest.approx(
        (116.39762729119315, 39.90865673957631), abs=1e-5
    )


@settings(max_examples=60, deadline=None)
@given(st.floats(73, 135), st.floats(18, 53.5))
def test_there_and_back(lon, lat):
    there = coordinates.wgs84_to_gcj02(lon, lat)
    assert coordinates.to_wgs84(*there, "gcj02") == pytest.approx((lon, lat), abs=HALF_A_METRE)
    assert coordinates.to_wgs84(*coordinates.gcj02_to_bd09(*there), "bd09") == pytest.approx(
        (lon, lat), abs=HALF_A_METRE
    )


def test_outside_of_china_and_of_another_system_nothing_is_moved():
    assert coordinates.to_wgs84(2.35, 48.85, "gcj02") == (2.35, 48.85)
    assert coordinates.to_wgs84(113.0, 28.4, "wgs84") == (113.0, 28.4)
    lon, lat = coordinates.to_wgs84(np.array([113.0, 2.35]), np.array([28.4, 48.85]), "gcj02")
    assert (lon[1], lat[1]) == (2.35, 48.85)
    assert lon[0] != 113.0
