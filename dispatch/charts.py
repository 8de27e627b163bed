"""Charts drawn on the server from Vega-Lite and written into the page: links that work, no script, no style attribute.

The drawing carries stand-in colours; on the way into the page they become classes, so that the page's tokens colour it
on every theme and on paper. Of the drawing only elements and attributes on a list get through, each value escaped.
"""

import hashlib
import json
import logging
from xml.etree import ElementTree

import vl_convert
from django.core.cache import cache
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from dispatch import daily
from units import measures
from units.measures import PART, REST

log = logging.getLogger(__name__)

# Stand-in colours of the drawing → classes of the page.
_CLASSES = {
    "#000001": "c-part", "#000002": "c-rest", "#000003": "c-line", "#000004": "c-text", "#000005": "c-grid",
    "#000006": "c-axis",
}  # fmt: skip
_PART, _REST, _LINE, _TEXT, _GRID, _AXIS = _CLASSES
_ELEMENTS = {"svg", "g", "path", "line", "text", "a"}
_ATTRIBUTES = {
    "viewBox", "d", "transform", "x", "y", "x1", "x2", "y1", "y2", "fill", "stroke", "stroke-width",
    "stroke-dasharray", "opacity", "text-anchor", "font-size", "font-weight",
}  # fmt: skip
_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_KEPT = "chart-"
_KEPT_SECONDS = 24 * 3600
WIDTH, HEIGHT = 720, 190


def by_hour(code, user, shown):
    """A share measure hour by hour: its two parts stacked, the same day of last week as a line. None if it cannot be drawn."""
    measure = measures.get(code)
    if measure is None:
        return None
    now = measures.broken_down([measure], user, shown.day, "hour", shown.asked_at)[code]
    then = measures.broken_down([measure], user, daily.week_before(shown.day), "hour", shown.asked_at)[code]
    if not now and not then:
        return None
    bars, line = [], []
    for hour in range(24):
        value = now.get(hour)
        for part, label, n in (
            (PART, measure.part_label, value.n if value else 0),
            (REST, measure.rest_label, value.of - value.n if value else 0),
        ):
            if n:
                words = _("%(hour)s:00, %(label)s: %(n)s") % {"hour": f"{hour:02d}", "label": label, "n": n}
                url = daily.list_url(shown.day, code, part, hour=hour)
                bars.append({"hour": hour, "part": part, "n": n, "url": url, "words": words, "order": part == REST})
        line.append({"hour": hour, "n": then[hour].of if hour in then else 0})
    drawing = _drawn(_specification(bars, line))
    return drawing and {
        "svg": drawing, "title": capfirst(_("%(measure)s by hour") % {"measure": measure.rows.label}),
        "part": measure.part_label, "rest": measure.rest_label,
    }  # fmt: skip


def _specification(bars, line):
    axis = {
        "labelColor": _TEXT, "titleColor": _TEXT, "domainColor": _AXIS, "tickColor": _AXIS, "gridColor": _GRID,
        "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
    }  # fmt: skip
    hours = {
        "field": "hour", "type": "ordinal", "scale": {"domain": list(range(24)), "paddingInner": 0.25},
        "axis": {"labelAngle": 0, "title": None, "ticks": False, "labelPadding": 6},
    }  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": HEIGHT,
        "padding": 2,
        "layer": [
            {
                "data": {"values": bars},
                "mark": {"type": "bar"},
                "encoding": {
                    "x": hours,
                    "y": {
                        "field": "n", "type": "quantitative",
                        "axis": {"title": None, "tickCount": 4, "tickMinStep": 1, "format": "d", "domain": False},
                    },
                    "color": {
                        "field": "part", "type": "nominal", "legend": None,
                        "scale": {"domain": [PART, REST], "range": [_PART, _REST]},
                    },
                    "order": {"field": "order"},
                    "href": {"field": "url"},
                    "description": {"field": "words"},
                },
            },
            {
                "data": {"values": line},
                "mark": {"type": "line", "color": _LINE, "strokeWidth": 1.5, "strokeDash": [4, 3], "interpolate": "step"},
                "encoding": {"x": hours, "y": {"field": "n", "type": "quantitative"}},
            },
        ],
        "config": {"view": {"stroke": None}, "axis": axis, "background": None, "font": "Noto Sans CJK SC"},
    }  # fmt: skip


def _drawn(specification):
    """The drawing as elements of the page; kept by what it shows, so that it can never be out of date."""
    key = _KEPT + hashlib.sha256(json.dumps(specification, sort_keys=True).encode()).hexdigest()
    drawing = cache.get(key)
    if drawing is None:
        try:
            drawing = vl_convert.vegalite_to_svg(specification)
        except Exception:  # a chart that cannot be drawn must not take the figures with it
            log.exception("the chart could not be drawn")
            return None
        cache.set(key, drawing, _KEPT_SECONDS)
    return _element(ElementTree.fromstring(drawing))  # noqa: S314 – drawn by ourselves a moment ago


def _path(href):
    """The address as it was given: the drawer puts a site of its own before each."""
    return "/" + href.rpartition("//")[2].removeprefix("/")


def _element(node):
    name = node.tag.removeprefix(_SVG)
    if name not in _ELEMENTS or node.get("display") == "none" or (name == "path" and not node.get("d")):
        return ""
    attributes = [(key, node.get(key)) for key in sorted(_ATTRIBUTES & node.attrib.keys())]
    classes = [_CLASSES[value] + ("-f" if key == "fill" else "-s") for key, value in attributes if value in _CLASSES]
    attributes = [(key, value) for key, value in attributes if value not in _CLASSES]
    if classes:
        attributes.append(("class", " ".join(classes)))
    if name == "svg":
        attributes += [("role", "group"), ("focusable", "false")]
    if name == "a":
        attributes += [("href", _path(node.get(_HREF))), ("aria-label", node[0].get("aria-label", ""))]
    inner = format_html_join("", "{}", ((_element(child),) for child in node))
    if name == "text":
        inner = node.text or ""
    if name == "a":
        inner = format_html("<title>{}</title>{}", node[0].get("aria-label", ""), inner)
    return format_html("<{}{}>{}</{}>", name, format_html_join("", ' {}="{}"', attributes), inner, name)
