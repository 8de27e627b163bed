"""A position as people paste it is understood; anything else is left to be an address."""

import pytest

from units.places import pasted

GCJ, TURNED = "112.010575,28.001672", "28.001672,112.010575"  # what Chinese maps say of 112.005, 28.005
BD, BD_TURNED = "112.017165,28.007380", "28.007380,112.017165"


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("112.005,28.005", "wgs84"), (" 28.005， 112.005 ", "wgs84"), ("GPS：112.005 28.005", "wgs84"),
        ("geo:28.005,112.005?z=17", "wgs84"), ("https://www.openstreetmap.org/#map=17/28.005/112.005", "wgs84"),
        (f"gcj {GCJ}", "gcj02"), (f"高德 {GCJ}", "gcj02"), (f"腾讯地图：{TURNED}", "gcj02"),
        (f"https://uri.amap.com/marker?position={GCJ}&name=x", "gcj02"),
        (f"https://apis.map.qq.com/uri/v1/marker?marker=coord:{TURNED};title:x", "gcj02"),
        (f"https://api.map.baidu.com/marker?location={TURNED.replace(',', '%2C')}&coord_type=gcj02", "gcj02"),
        (f"bd09 {BD}", "bd09"), (f"https://api.map.baidu.com/marker?location={BD_TURNED}", "bd09"),
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
