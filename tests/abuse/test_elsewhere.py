"""No address of ours leads to another site, and no template opens a way for text to become more than text."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.abuse import payloads
from tests.cast import PASSWORD

ROOT = Path(__file__).parents[2]


def stays(location):
    """As browsers read it: backslashes are slashes, tabs and line ends are nothing."""
    read = "".join(sign for sign in location.replace("\\", "/") if sign > " ")
    parts = urlsplit(read)
    return parts.netloc == "testserver" or (not parts.scheme and not parts.netloc and not read.startswith("//"))


@pytest.mark.parametrize("next_url", payloads.ELSEWHERE)
def test_logging_in_and_changing_the_language_never_lead_to_another_site(world, next_url):
    world.dispatcher.set_password(PASSWORD)
    world.dispatcher.save()
    browser = Client()
    switched = browser.post("/i18n/setlang/", {"language": "en", "next": next_url}, headers={"referer": next_url[:200]})
    page = browser.get("/login/", {"next": next_url})
    entered = browser.post("/login/", {"username": "dispatcher", "password": PASSWORD, "next": next_url})
    again = browser.get("/login/", {"next": next_url})
    for answer in (switched, page, entered, again):
        assert answer.status_code < 500
        assert stays(answer.get("Location", "/")), answer["Location"]
    assert entered.status_code in (302, 303), "the log-in itself works"


def test_a_path_of_ours_is_followed(world):
    world.dispatcher.set_password(PASSWORD)
    world.dispatcher.save()
    browser = Client()
    answer = browser.post("/login/", {"username": "dispatcher", "password": PASSWORD, "next": "/find/?item=1601"})
    assert urlsplit(answer["Location"]).path in ("/find/", "/login/code/", "/login/setup/")


@pytest.mark.parametrize("next_url", ["9223372036854775808", "home", "board", "?page=1", "dispatch:board"])
def test_words_that_are_no_path_lead_home(world, as_, next_url):
    answer = as_("dispatcher").get("/unlock/", {"next": next_url})
    assert (answer.status_code, answer["Location"]) == (302, "/")


# --- the sources -----------------------------------------------------------------------------------------------------
def templates():
    return sorted((ROOT / "templates").rglob("*.html"))


def lines(pattern, paths):
    return [
        f"{path.relative_to(ROOT)}:{n}"
        for path in paths
        for n, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(pattern, line)
    ]


@pytest.mark.parametrize(
    "opening",
    [
        r"\|\s*(safe|safeseq|escapejs)\b", r"\{%\s*autoescape\s+off", r"\{%\s*(filter|debug)\b",
        r"\s[\w:-]+=\{[{%](?!.*\{#)[^>]*?\}(?=[\s>])",  # an attribute without quotes
        r"\s(hx-on|data-hx-on|on[a-z]+)[\w:-]*\s*=", r"\s(style|srcdoc)\s*=", r"(href|src|action)=[\"']\s*(javascript|data):",
        r"hx-(vals|headers|vars|include|ext|request)=[\"'][^\"']*\{\{(?!\s*csrf_token)",
    ],
)  # fmt: skip
def test_no_template_opens_a_way(opening):
    assert lines(opening, templates()) == []


def test_no_source_marks_text_as_safe():
    sources = [path for app in ("config", "dispatch", "grid", "intake", "units") for path in (ROOT / app).rglob("*.py")]
    assert lines(r"\bmark_safe\b|\bSafeText\b|format_html\(f[\"']", sources) == []
    marked = {place.split(":")[0] for place in lines(r"\bSafeString\b", sources)}
    # Form controls and option lines, escaped line by line as Django does (tests/test_widgets.py compares), and pieces of a
    # page that a template has drawn and escaped before they were kept.
    assert marked <= {"units/widgets.py", "dispatch/forms/chosen.py", "units/templatetags/pieces.py"}


def test_no_script_writes_text_as_html_that_is_not_the_servers():
    """Rows come from the server, escaped there; nothing else may be set as HTML, and nothing is evaluated."""
    scripts = sorted((ROOT / "static" / "js").glob("*.js"))
    assert (
        lines(
            r"\beval\(|new Function\(|document\.write|setTimeout\(\s*[\"'`]|outerHTML\s*=|insertAdjacentHTML", scripts
        )
        == []
    )
    assert lines(r"(?<!\btemplate\.)innerHTML\s*=", scripts) == [], "a <template> is inert until its rows are taken out"
