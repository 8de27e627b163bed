"""The ways in which a stranger may ask for what is not his: address × method × id × variant.

All of them together would be some hundred thousand; of the variants of each address a part is drawn, always the same
for one seed (ISOLATION_SEED). Each stranger tries a few methods on an address and the next one goes on with those that
follow: between them every address meets every method and every kind of id. ISOLATION=whole draws more.
"""

import os
import random
import uuid
from urllib.parse import urlencode

from django.urls import get_resolver, reverse

from dispatch import daily_tables
from dispatch.workflow import Stage
from tests.isolation import classes
from tests.isolation.estate import EVERYBODY
from tests.isolation.walker import Attempt

SEED = int(os.environ.get("ISOLATION_SEED", "1"))
WHOLE = os.environ.get("ISOLATION") == "whole"
WRITES = ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD")
JSON = {"Accept": "application/json"}
# Other ways to look at the same address: pieces of a page, parts of a file, copies in a cache, other formats.
LOOKS = (
    ("", {}),
    ("?fragments=1", {"HX-Request": "true", "HX-Target": "head"}),
    ("?rows=1&since=0", {"HX-Request": "true"}),
    ("?format=csv", JSON),
    ("?format=json&page=2", {**JSON, "If-None-Match": "*"}),
    ("?size=thumb", {**JSON, "Range": "bytes=0-"}),
    ("?print=1", {**JSON, "If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT", "If-None-Match": 'W/"1"'}),
    ("?_method=GET", {**JSON, "X-HTTP-Method-Override": "GET", "X-Forwarded-For": "127.0.0.1"}),
)
SUFFIXES = (
    ".json",
    ".csv",
    "?format=json",
    "/",
    "/../",
    "%2e",
    ";.css",
    ".html",
    "export/",
    "print/",
    "events/",
    "photos/",
)


def names(patterns=None, space=""):
    """All URL names, with their namespaces."""
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from names(entry.url_patterns, f"{space}{entry.namespace}:" if entry.namespace else space)
        else:
            yield f"{space}{entry.name}"


def parameters(name):
    """[{parameter, …}] of each way to write the address."""
    *spaces, last = name.split(":")
    resolver = get_resolver()
    for space in spaces:
        resolver = resolver.namespace_dict[space][1]
    return [set(ways[0][0][1]) for ways in resolver.reverse_dict.getlist(last)]


def address(name, value):
    wanted = next(way for way in parameters(name) if way)
    return reverse(name, kwargs=dict.fromkeys(wanted, value))


def page(name):
    """The address of what has no id of a ticket's; a person or a setting that it may name is the first there is."""
    wanted = min(parameters(name), key=len)
    return reverse(name, kwargs=dict.fromkeys(wanted, 1))


def of(name, stranger, estate):
    """Every attempt on one address by one stranger."""
    draw = random.Random(f"{SEED} {name} {stranger.role}")  # the same whatever runs beside it
    if name in classes.OBJECT:
        return list(_on_a_thing(name, stranger, draw))
    if name in classes.FIGURES:
        return list(_on_figures(name, stranger, estate, draw))
    return list(_on_a_page(name, stranger, estate, draw))


def some(draw, things, most):
    things = list(things)
    return draw.sample(things, min(most, len(things)))


def in_turn(stranger, most):
    """`most` of the methods that write; the next stranger's are those that follow."""
    begins = EVERYBODY.index(stranger.role) * most
    return [WRITES[(begins + n) % len(WRITES)] for n in range(len(WRITES) if WHOLE else most)]


# --- one thing, by its id ------------------------------------------------------------------------------------------
def _on_a_thing(name, stranger, draw):
    kind = classes.OBJECT[name]
    paths = [address(name, value) for value in some(draw, stranger.ids.get(kind, ()), 2 if WHOLE else 1)]
    for path in paths:
        for query, headers in some(draw, LOOKS, 3 if WHOLE else 1):
            yield Attempt("GET", path + query, headers, not_there=True)
        for method in in_turn(stranger, 2):
            yield Attempt(method, path, JSON, not_there=True)
        yield Attempt("POST", path, {"HX-Request": "true"}, _form(stranger), not_there=True)
        for suffix in some(draw, SUFFIXES, 2 if WHOLE else 1):
            yield Attempt("GET", path.rstrip("/") + suffix, JSON)
        yield Attempt("GET", "/", {**JSON, "X-Original-URL": path, "X-Rewrite-URL": path, "Referer": path})
    # ids of another kind in the same place: they may by chance be the stranger's own
    for other in some(draw, sorted(stranger.ids.keys() - {kind}), 3 if WHOLE else 1):
        yield Attempt("GET", _misplaced(name, kind, draw.choice(stranger.ids[other])), JSON)


def _misplaced(name, kind, value):
    if kind != "number" and (kind == "photo" or value.isdigit()):
        return address(name, value)
    return address(name, "T20260101-0001" if kind == "number" else 1).replace("T20260101-0001", value)


def _form(stranger, **more):
    """A whole form, as if its page had been open."""
    ids = stranger.ids
    return {
        "key": uuid.UUID(int=8), "version": 1, "text": "x", "party_id": ids.get("party", [1])[0], "lead": 1,
        "disposition": "later", "ticket": ids.get("number", ["T20260101-0001"])[0], "facts_true": 1, "in_remit": 1,
        "ring": ids.get("ring", [1])[0], "dialogue": ids.get("dialogue", [1])[0], "words": "x", "solved": 1,
        "draft": ids.get("draft", [""])[0], "former": ids.get("typist", [1])[0],
        "public_answer": "x", "reason": "R5", "fixed": 1, "outcome": "no_answer", **more,
    }  # fmt: skip


# --- pages and lists -----------------------------------------------------------------------------------------------
NAMED = {  # which parameters of an address may take an id of which kind
    "number": ("number", "q", "after", "saved", "ticket"), "draft": ("draft", "key"), "ticket": ("after", "before", "id"),
    "part": ("part", "pk"), "verification": ("verification", "pk"), "photo": ("photo", "name"), "call": ("call", "number"),
    "code": ("code", "q", "number"), "event": ("since", "event"), "party": ("party_id", "party"), "report": ("report", "pk"),
    "ring": ("ring", "pk"), "dialogue": ("dialogue", "draft"), "typist": ("former", "user"),
}  # fmt: skip
SEARCHES = {"dispatch:find", "dispatch:history", "dispatch:read_command"}
NARROWED = (
    "stage=verification", "stage=assignment&overdue=1", "stage=all&rows=1", "show=sent", "show=overdue&rows=1",
    "measure=opened&part=of", "since=2020-01-01&until=2099-12-31", "priority=1", "validity=police", "valid=1&counted=1",
    "lon=112.005&lat=28.005", "date=2026-01-01", "before=9007199254740000.1", "after=-.0", "page=1&per_page=1000",
    "fresh=1", "q=%25", "q=*", "number=_", "item=0201", "item=1602", "major=02", "format=csv",
)  # fmt: skip


def _on_a_page(name, stranger, estate, draw):
    path = page(name)
    for query, headers in (LOOKS[0], *some(draw, LOOKS[1:], 2 if WHOLE else 1)):
        yield Attempt("GET", path + query, headers)
    for query in some(draw, _queries(stranger, estate, draw), 8 if WHOLE else 1):
        yield Attempt("GET", f"{path}?{query}", JSON)
    for method in in_turn(stranger, 2):
        yield Attempt(method, path, JSON)
    yield from some(draw, _posted(path, stranger, draw), 3 if WHOLE else 1)
    if name in SEARCHES:  # the beginning of every canary's word, and no canary itself
        yield Attempt("POST", path, JSON, {"words": "金丝雀", "line": "金丝雀"})


def _queries(stranger, estate, draw):
    """Ways to narrow a list: what the product knows, a hidden caller's number, hidden ids."""
    here = (f"unit={estate.world.police.pk}", f"street={estate.world.east.pk}", f"day={estate.day}")
    yield from some(draw, (*NARROWED, *here), 3 if WHOLE else 1)
    yield urlencode({draw.choice(("phone", "number", "q")): draw.choice(stranger.phones)})
    for kind in some(draw, stranger.ids, 4 if WHOLE else 1):
        yield urlencode({draw.choice(NAMED[kind]): draw.choice(stranger.ids[kind])})


def _posted(path, stranger, draw):
    where = {"lon": 112.005, "lat": 28.005, "item": "0201", "address": "x"}
    phone = draw.choice(stranger.phones)
    yield Attempt("POST", path, {}, _form(stranger, number=phone, phone=phone, **where))
    yield Attempt("POST", path, {}, _form(stranger, key=draw.choice(stranger.ids["draft"]), **where))
    for number in some(draw, stranger.ids.get("number", ()), 1):
        yield Attempt("POST", path, {"HX-Request": "true"}, _form(stranger, ticket=number, number="", q=number))


# --- figures, their lists and tables -------------------------------------------------------------------------------
def _on_figures(name, stranger, estate, draw):
    if name == "dispatch:day_on":
        paths = [reverse(name, args=[estate.day])]
    elif name == "dispatch:day_table":
        paths = [reverse(name, args=[estate.day, table]) for table in daily_tables.TABLES]
    else:
        pages = [reverse(name, args=[estate.day, code]) for code in estate.measures]
        narrowed = (
            "", "?format=csv", "?part=n", "?part=r", f"?stage={Stage.ASSIGNMENT.value}", f"?stage={Stage.VERIFICATION.value}",
            f"?unit={estate.world.police.pk}&format=csv", f"?cell={estate.world.east_cell.pk}", "?priority=1&format=csv",
        )  # fmt: skip
        pages = pages if WHOLE else some(draw, pages, len(pages) // 2)
        paths = [page + query for page in pages for query in some(draw, narrowed, 2 if WHOLE else 1)]
    for path in paths:
        yield Attempt("GET", path, draw.choice(({}, JSON)))
    for method in WRITES:
        yield Attempt(method, paths[0], JSON)
    for suffix in some(draw, SUFFIXES, 4):
        yield Attempt("GET", paths[0].rstrip("/") + suffix, JSON)
