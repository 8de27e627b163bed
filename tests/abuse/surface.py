"""Everything that takes input, read off the product itself: forms from its rendered pages, addresses from the URLconf,
query parameters from the sources. A new form or field is abused from the day it is drawn."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from django.urls import get_resolver
from django.utils.regex_helper import normalize

ROOT = Path(__file__).parents[2]
_READ = re.compile(
    r"""(?:GET|POST|query|data)\.(?:get|getlist|pop|setdefault)\(\s*["'](\w+)["']|["'](\w+)["'] (?:not )?in request\.GET"""
)


@dataclass
class Form:
    who: str
    path: str
    method: str
    files: bool = False
    fields: dict = field(default_factory=dict)  # {name: (kind, the value that the page drew)}


class _Forms(HTMLParser):
    """The forms of a page as a browser would send them."""

    def __init__(self, who, path):
        super().__init__(convert_charrefs=True)
        self.who, self.path, self.found, self.form, self.select, self.area = who, path, [], None, None, None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            target = urlsplit(urljoin(self.path, attrs.get("action") or attrs.get("hx-post") or self.path)).path
            method = "POST" if "hx-post" in attrs else (attrs.get("method") or "get").upper()
            self.form = Form(self.who, target, method, "multipart" in attrs.get("enctype", ""))
            self.found.append(self.form)
        elif self.form is None:
            return
        elif tag in ("input", "button") and attrs.get("name"):
            kind, value = attrs.get("type", "text"), attrs.get("value", "")
            if kind == "file":
                self.form.files = True
            if kind in ("radio", "checkbox") and attrs["name"] in self.form.fields and "checked" not in attrs:
                return
            self.form.fields[attrs["name"]] = (kind, value or ("on" if kind == "checkbox" else "x"))
        elif tag == "select" and attrs.get("name"):
            self.select = attrs["name"]
            self.form.fields[self.select] = ("select", "")
        elif tag == "option" and self.select and attrs.get("value"):
            drawn = self.form.fields[self.select][1]
            if not drawn or "selected" in attrs:
                self.form.fields[self.select] = ("select", attrs["value"])
        elif tag == "textarea" and attrs.get("name"):
            self.form.fields[attrs["name"]] = ("text", "字")

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None


def forms_of(who, path, html):
    parser = _Forms(who, path)
    parser.feed(html)
    return parser.found


def parameters():
    """Every name that a view reads from a query."""
    found = set()
    for app in ("config", "dispatch", "grid", "intake", "units"):
        for path in (ROOT / app).rglob("*.py"):
            found |= {one or other for one, other in _READ.findall(path.read_text())}
    return sorted(found)


def patterns(resolver=None, before=""):
    """Every address of the URLconf as [piece, parameter, piece, …]."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = before + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            yield from patterns(entry, here)
        else:
            yield re.split(r"<[^>]+>", "/" + _plain(here)), here


def _plain(route):
    return route if "<" in route or "^" not in route else normalize(route)[0][0]


def addresses(ids):
    """Real addresses: each pattern with each of the values that its parameters may take here."""
    found = set()
    for pieces, route in patterns():
        kinds = re.findall(r"<(?:(\w+):)?(\w+)>", route)
        values = [ids.get(kind, ids["other"]) for kind, _name in kinds]
        for turn in range(max([len(each) for each in values], default=1)):
            path = pieces[0]
            for piece, each in zip(pieces[1:], values, strict=False):
                path += str(each[turn % len(each)]) + piece
            found.add(path)
    return sorted(found)
