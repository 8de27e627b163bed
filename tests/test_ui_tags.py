"""The small pieces of form that every page shares: what they say without a script, and what they hand to the script."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.utils import timezone, translation

NOON = datetime(2026, 8, 22, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
TODAY_NOON = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def drawn(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


def millis(moment):
    return str(int(moment.timestamp() * 1000))


def test_time_left_carries_moments_and_no_running_time():
    html = drawn("{% time_left due start=start %}", due=NOON, start=NOON - timedelta(hours=2))
    assert f'data-due="{millis(NOON)}"' in html
    assert f'data-start="{millis(NOON - timedelta(hours=2))}"' in html
    assert "left</time>" not in html


def test_without_a_script_time_left_tells_the_clock_time():
    assert ">due 12:00</time>" in drawn("{% time_left due %}", due=TODAY_NOON)


def test_a_moment_of_another_day_tells_its_date():
    assert "08-22 12:00" in drawn("{% time_left due %}", due=NOON)


def test_done_in_time_and_done_late_differ_in_class():
    early = drawn("{% time_left due done=done %}", due=NOON, done=NOON - timedelta(minutes=1))
    late = drawn("{% time_left due done=done %}", due=NOON, done=NOON + timedelta(minutes=1))
    assert "is-done" in early
    assert "is-over" in late


def test_paused_says_until_when():
    html = drawn("{% time_left due paused_until=until %}", due=NOON, until=NOON + timedelta(days=2))
    assert "is-paused" in html
    assert "paused until 08-24 12:00" in html
    assert f'data-paused-until="{millis(NOON + timedelta(days=2))}"' in html


def test_no_limit_is_said_in_words():
    assert "no limit" in drawn("{% time_left None %}")


def test_the_bar_of_a_clock_hatches_its_pauses_and_stops_where_it_stopped():
    html = drawn(
        "{% clock_bar start due stop=stop pauses=pauses label='Handling' %}",
        start=NOON,
        due=NOON + timedelta(minutes=100),
        stop=NOON + timedelta(minutes=40),
        pauses=[(NOON + timedelta(minutes=10), NOON + timedelta(minutes=30))],
    )
    assert '<path class="pause" d="M10.0 3H30.0"/>' in html
    assert '<rect class="used" width="40.0"' in html
    assert 'aria-label="Handling"' in html
    assert "style=" not in html


def test_a_bar_is_marked_where_the_clock_says_that_half_is_gone():
    """Half of a limit of working hours is not the middle of its bar."""
    html = drawn(
        "{% clock_bar start due half=half warn=warn %}",
        start=NOON,
        due=NOON + timedelta(hours=20),
        half=NOON + timedelta(hours=2),
        warn=NOON + timedelta(hours=19),
    )
    assert re.findall(r'class="warn" x="([\d.]+)"', html) == ["10.0", "95.0"]
    assert f'data-warn="{millis(NOON + timedelta(hours=19))}"' in html


def test_a_bar_of_no_length_does_not_divide_by_zero():
    assert 'class="used"' in drawn("{% clock_bar start due %}", start=NOON, due=NOON)


def test_priority_is_a_mark_with_its_word():
    assert drawn("{% priority 1 %}") == '<span class="prio p1" title="Priority 1">P1</span>'


def test_badge_and_key_escape_what_they_are_given():
    assert "<b>" not in drawn("{% badge words 'over' %}", words="<b>")
    assert "<i>" not in drawn("{% kbd key %}", key="<i>")


def test_each_drawing_of_a_form_has_a_key_of_its_own():
    first, second = drawn("{% receipt_key %}"), drawn("{% receipt_key %}")
    pattern = r'<input type="hidden" name="key" value="[0-9a-f-]{36}">'
    assert re.fullmatch(pattern, first)
    assert first != second


class PlaceForm(forms.Form):
    place = forms.CharField(label="Place", help_text="Street or community")


def test_a_wrong_field_is_tied_to_its_hint_and_its_sentence():
    html = Template('{% include "components/field.html" with field=form.place size="half" %}').render(
        Context({"form": PlaceForm({"place": ""})})
    )
    assert 'class="field half"' in html
    assert 'aria-invalid="true"' in html
    assert html.count("aria-describedby=") == 1
    assert 'aria-describedby="id_place-hint id_place-error"' in html
    assert 'id="id_place-error"' in html


def test_a_right_field_is_not_called_wrong():
    html = drawn("{% field_attrs form.place %}", form=PlaceForm({"place": "here"}))
    assert "aria-invalid" not in html


@pytest.mark.parametrize(
    ("share", "name"), [(0, "w-0"), (0.52, "w-50"), (0.53, "w-55"), (1.7, "w-100"), (None, "w-0"), (-1, "w-0")]
)
def test_a_share_becomes_the_nearest_five_per_cent(share, name):
    assert drawn("{{ share|step5 }}", share=share) == name


def test_moments_as_milliseconds_and_as_a_clock():
    assert drawn("{{ at|ms }}", at=NOON) == millis(NOON)
    assert drawn("{{ at|ms }}{{ at|clock }}", at=None) == ""


def test_the_strings_of_the_scripts_cannot_break_out_of_their_element():
    html = drawn("{% ui_strings %}")
    assert html.startswith('<script id="strings" type="application/json">')
    assert html.count("</script>") == 1


def scripts_say():
    """Names of the sentences that the scripts of the frame ask for."""
    found = set()
    for name in ("shell", "clock", "keys", "forms", "combo", "sound", "map"):
        source = (Path(settings.BASE_DIR) / "static" / "js" / f"{name}.js").read_text()
        found |= set(re.findall(r'\bsay\("(\w+)"', source)) | set(re.findall(r"\bstrings\.(\w+)", source))
        found |= {f"s_{kind}" for kind in re.findall(r"^  (\w+): \{ notes:", source, re.M)}
    return found


def test_every_sentence_that_a_script_says_is_in_the_page():
    page = drawn("{% ui_strings %}")
    assert scripts_say()
    assert [name for name in sorted(scripts_say()) if f'"{name}":' not in page] == []


def test_no_template_and_no_script_carries_inline_style_or_code():
    base = Path(settings.BASE_DIR)
    for path in (base / "templates").rglob("*.html"):
        source = path.read_text()
        assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:", source), path
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", source), path


def hexes(block):
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", block))


def contrast(one, other):
    def light(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["hall", "office"])
def test_words_can_be_read_on_every_ground_of_both_themes(theme):
    source = (Path(settings.BASE_DIR) / "static" / "css" / "tokens.css").read_text()
    hall, office = source.split('[data-theme="office"]:not', 1)
    colours = hexes(hall) | (hexes(office) if theme == "office" else {})
    pairs = [
        (ink, ground)
        for ink in ("ink", "ink-2", "ink-3", "accent", "accent-2", "ok", "soon", "over", "rest")
        for ground in ("ground", "ground-2", "ground-3")
    ]
    pairs += [(name, f"{name}-soft") for name in ("ok", "soon", "over", "rest", "accent", "accent-2")]
    pairs += [("accent-ink", "accent-fill"), ("over-ink", "over-fill"), ("ink", "ground-4"), ("ink-2", "ground-4")]
    assert [(a, b) for a, b in pairs if contrast(colours[a], colours[b]) < 4.5] == []


def test_the_tokens_name_no_address():
    for path in (Path(settings.BASE_DIR) / "static" / "css").glob("*.css"):
        source = path.read_text()
        assert "@import" not in source, path
        assert "url(" not in source, path
