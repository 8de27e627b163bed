"""What a drawing may bring into a page: lines, areas, words and links, nothing else."""

from xml.etree import ElementTree

import pytest

from dispatch import charts, district_map

SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def page(inner):
    return str(charts._element(ElementTree.fromstring(f"<svg {SVG}>{inner}</svg>")))


def test_only_known_elements_and_attributes_get_into_the_page():
    written = page('<script>alert(1)</script><style>a{}</style><path d="M0 0" style="fill:red" onclick="x()"/><image/>')
    assert written == '<svg role="group" focusable="false"><path d="M0 0"></path></svg>'


def test_every_value_is_escaped():
    written = page('<text x="&quot;&gt;">&lt;script&gt;</text>')
    assert "<script>" not in written
    assert 'x="&quot;&gt;"' in written


def test_colours_become_classes_of_the_theme():
    written = page('<path d="M0 0" fill="#000001" stroke="#000005"/>')
    assert 'class="c-part-f c-grid-s"' in written
    assert "#0000" not in written


def test_a_mark_is_a_link_with_a_name():
    written = page('<a xlink:href="/day/x/list/valid/?hour=3"><path d="M0 0" aria-label="03:00, valid: 4"/></a>')
    assert 'href="/day/x/list/valid/?hour=3" aria-label="03:00, valid: 4"' in written
    assert "<title>03:00, valid: 4</title>" in written


@pytest.mark.parametrize(
    ("top", "levels"),
    [
        (0, {}),
        (1, {5: (1, 1)}),
        (3, {2: (1, 1), 3: (2, 2), 5: (3, 3)}),
        (5, {1: (1, 1), 2: (2, 2), 3: (3, 3), 4: (4, 4), 5: (5, 5)}),
        (12, {1: (1, 3), 3: (4, 6), 4: (7, 9), 5: (10, 12)}),
    ],
)
def test_tints_are_spread_from_light_to_full(top, levels):
    assert district_map._levels(top) == levels
