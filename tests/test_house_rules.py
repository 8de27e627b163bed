"""Rules of the house that a grep can hold: how a ticket moves, and what no page may contain."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
APPS = ("config", "dispatch", "grid", "intake", "units")
GATE = ROOT / "dispatch" / "services" / "gate.py"


def sources(*, migrations=False):
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if migrations or "migrations" not in path.parts:
                yield path


def pages():
    return sorted((ROOT / "templates").rglob("*.html"))


def found(pattern, paths):
    rule = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{n}: {line.strip()}"
        for path in paths
        for n, line in enumerate(path.read_text().splitlines(), 1)
        if rule.search(line)
    ]


def test_only_the_gate_moves_a_ticket():
    assignments = found(r"\.stage\s*=(?!=)", (path for path in sources() if path != GATE))
    assert assignments == []
    assert found(r"\.stage\s*=(?!=)", [GATE]), "the rule looks where the gate really does it"


def test_no_update_moves_a_ticket_past_the_gate():
    assert found(r"\.update\([^)]*\bstage=", sources()) == []


def test_nothing_happens_behind_a_signal():
    assert found(r"@receiver\b|\b(pre|post)_(save|delete)\.connect", sources()) == []


def test_no_page_trusts_text():
    assert found(r"\|\s*safe\b|\{%\s*autoescape\s+off", pages()) == []
    assert found(r"\bmark_safe\b", sources()) == []


def test_only_what_is_signed_needs_no_token():
    """The exchange and the provider of texts have no session that a stranger's page could use: what is trusted is the
    signature over the body."""
    signed = ROOT / "intake" / "views" / "hearing.py"
    assert found(r"\bcsrf_exempt\b", (path for path in sources() if path != signed)) == []
    assert signed.read_text().count("@csrf_exempt") == 2
    assert all(reader in signed.read_text() for reader in ("exchange.read(", "provider.read("))


@pytest.mark.parametrize(
    "inline", [r"\sstyle\s*=", r"\son[a-z]+\s*=\s*[\"']", r"<script(?![^>]*\bsrc=)", r"javascript:"]
)
def test_no_page_carries_style_or_script_of_its_own(inline):
    assert found(inline, pages()) == []


def test_every_form_that_writes_carries_its_token():
    for path in pages():
        for form in re.findall(r"<form\b.*?</form>", path.read_text(), re.S):
            if re.search(r'method="post"', form):
                assert "csrf_token" in form, path


def test_no_file_grows_beyond_four_hundred_lines():
    long = [
        str(path.relative_to(ROOT))
        for path in [*sources(), *(ROOT / "tests").rglob("*.py")]
        if len(path.read_text().splitlines()) > 400
    ]
    assert long == []


def test_no_promise_is_left_in_the_source():
    assert found(r"\b(TODO|FIXME|XXX)\b", sources()) == []
