"""A position as people paste it is understood; anything else is left to be an address."""

import pytest

from units.places import pasted

GCJ = (112.010575, 28.001672)  # what Chinese maps say of 112.005, 28.005
BD = (112.017165, 28.007380)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("112.005,28.005", "wgs84"), (" 28.005， 112.005 ", "wgs84"), ("GPS：112.005 28.005", "wgs84"),
        ("geo:28.005,112.005?z=17", "wgs84"), ("https://www.openstreetmap.org/#map=17/28.005/112.005", "wgs84"),
        ("gcj %f,%f" % GCJ, "gcj02"), ("高德 %f, %f" % GCJ, "gcj02"), ("腾讯地图：%f,%f" % GCJ[::-1], "gcj02"),
        ("https://uri.amap.com/marker?position=%f,%f&name=x" % GCJ, "gcj02"),
        ("https://apis.map.qq.com/uri/v1/marker?marker=coord:%f,%f;title:x" % GCJ[::-1], "gcj02"),
        ("https://api.map.baidu.com/marker?location=%f%%2C%f&coord_type=gcj02" % GCJ[::-1], "gcj02"),
        ("bd09 %f,%f" % BD, "bd09"), ("https://api.map.baidu.com/marker?location=%f,%f" % BD[::-1], "bd09"),
    ],
)  # fmt: skip
def test_positions_and_links_are_read_whatever_their_order(text, source):
    found = pasted.read(text)
    assert (found.source, found.lon, found.lat) == (
        source,
        pytest.approx(112.005, abs=2e-5),
        pytest.approx(28.005, abs=2e-5),
    )


@pytest.mark.parametrize(
    "text",
    [
        "", None, "东河路12号", "K112.93 至 28.23 段", "112.005", "12.50,13.60", "112.005,28.005 东门", "foo 112.005,28.005",
        "https://example.org/?at=112.005,28.005", "https://[x", "1" * 5000, "112.005,128.005", "112.0051.2,28.005",
    ],
)  # fmt: skip
def test_what_is_no_position_is_none(text):
    assert pasted.read(text) is None
