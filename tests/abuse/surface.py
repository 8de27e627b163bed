"""Everything that takes input, read off the product itself: forms from its rendered pages, addresses from the URLconf,
query parameters from the sources. A new form or field is abused from the day it is drawn."""

import re
from dataclasses import dataclass, field, replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, get_resolver, resolve
from django.utils.regex_helper import normalize

ROOT = Path(__file__).parents[2]
_LINK = re.compile(r'="(/[^"#]*)"')
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
    """The forms of a page as a browser would send them: with the fields that stand elsewhere on it, and once for each
    button that sends them somewhere else."""

    def __init__(self, who, path):
        super().__init__(convert_charrefs=True)
        self.who, self.path, self.form, self.select = who, path, None, None
        self.drawn, self.named, self.elsewhere = [], {}, []

    def found(self):
        forms = [form for form in self.drawn if form.path]
        for form, attrs in self.elsewhere:
            fields = {
                **form.fields,
                **({attrs["name"]: ("submit", attrs.get("value", ""))} if attrs.get("name") else {}),
            }
            forms.append(replace(form, path=self._at(attrs["formaction"]), fields=fields))
        return forms

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.form = self._named(attrs["id"]) if attrs.get("id") else self._drawn()
            self.form.path = self._at(attrs.get("action") or attrs.get("hx-post") or self.path)
            self.form.method = "POST" if "hx-post" in attrs else (attrs.get("method") or "get").upper()
            self.form.files |= "multipart" in attrs.get("enctype", "")
        elif tag == "option" and self.select and attrs.get("value"):
            form, name = self.select
            if not form.fields[name][1] or "selected" in attrs:
                form.fields[name] = ("select", attrs["value"])
        elif (form := self._named(attrs["form"]) if attrs.get("form") else self.form) is not None:
            self._field(form, tag, attrs)

    def _field(self, form, tag, attrs):
        if attrs.get("formaction"):
            self.elsewhere.append((form, attrs))
        elif not attrs.get("name"):
            return
        elif tag in ("input", "button"):
            kind, value = attrs.get("type", "text"), attrs.get("value", "")
            form.files |= kind == "file"
            if kind in ("radio", "checkbox") and attrs["name"] in form.fields and "checked" not in attrs:
                return
            form.fields[attrs["name"]] = (kind, value or ("on" if kind == "checkbox" else "x"))
        elif tag == "select":
            self.select = form, attrs["name"]
            form.fields[attrs["name"]] = ("select", "")
        elif tag == "textarea":
            form.fields[attrs["name"]] = ("text", "字")

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None

    def _at(self, address):
        return urlsplit(urljoin(self.path, address)).path

    def _named(self, name):
        return self.named.get(name) or self.named.setdefault(name, self._drawn())

    def _drawn(self):
        self.drawn.append(Form(self.who, "", "GET"))
        return self.drawn[-1]


def forms_of(who, path, html):
    parser = _Forms(who, path)
    parser.feed(html)
    return parser.found()


def typed_elsewhere(form):
    """The call form, as scripts send it while it is typed, and as a match's button does."""
    if form.path == "/calls/new/" and form.method == "POST":
        for path in ("/calls/draft/", "/calls/matches/", "/calls/join/"):
            yield replace(form, path=path, fields={**form.fields, "ticket": ("submit", "x")})


def route_of(path):
    """The pattern behind an address, or None."""
    try:
        return resolve(urlsplit(path).path).route
    except Resolver404:
        return None


def crawled(who, browser, begin):
    """The forms of what a person comes to from these addresses: each kind of page once, those of `begin` all."""
    queue, met, seen, found = list(begin), set(begin), set(), []
    while queue:
        path = queue.pop(0)
        if path not in begin and route_of(path) in seen:
            continue
        answer = browser.get(path)
        if answer.status_code == 200:
            seen.add(route_of(path))
        if answer.status_code != 200 or answer.streaming or not answer.get("Content-Type", "").startswith("text/html"):
            continue
        html = answer.content.decode()
        found += forms_of(who, path, html)
        links = {unescape(link) for link in _LINK.findall(html)} - met
        met |= links
        queue += [link for link in sorted(links) if route_of(link) not in {None, *seen}]
    return found


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
