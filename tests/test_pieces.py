"""Pieces of a page that are kept: what they vary on, and what of a request never stays in them."""

import re

from django.core.cache import cache
from django.template import Context, Template
from django.urls import reverse
from django.utils import translation

from units.memory import SWEEP_EVERY, Memory


def drawn(source, **context):
    return Template("{% load pieces %}" + source).render(Context(context))


def test_a_piece_is_drawn_once_for_what_it_varies_on():
    source = "{% piece 60 t-once who %}{{ who }} {{ said }}{% endpiece %}"
    assert drawn(source, who=1, said="first") == "1 first"
    assert drawn(source, who=1, said="second") == "1 first"
    assert drawn(source, who=2, said="second") == "2 second"


def test_each_language_has_its_own():
    source = "{% piece 60 t-language %}{{ said }}{% endpiece %}"
    assert drawn(source, said="English") == "English"
    with translation.override("zh-hans"):
        assert drawn(source, said="中文") == "中文"


def test_what_belongs_to_a_request_is_put_in_anew():
    source = "{% piece 60 t-request %}{% csrf_token %}<a href='{{ this_page }}'>{% endpiece %}"
    first = drawn(source, csrf_token="a" * 64, this_page="/one/?a=1&b=2")
    second = drawn(source, csrf_token="b" * 64, this_page='/two/"><script>')
    assert 'value="aaaa' in first and "'/one/?a=1&amp;b=2'" in first
    assert 'value="bbbb' in second and "aaaa" not in second and "<script>" not in second


def test_two_people_get_their_own_token_and_name_in_the_frame(world, as_):
    pages = [as_(who).get(reverse("dispatch:board")).content.decode() for who in ("dispatcher", "verifier")]
    for page, who in zip(pages, (world.dispatcher, world.verifier), strict=True):
        tokens = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
        assert len(tokens) == 1 and f'content="{tokens.pop()}"' in page
        assert who.label in page
    assert world.dispatcher.label not in pages[1]


def test_what_has_run_out_leaves_the_memory():
    room = {"OPTIONS": {"MAX_ENTRIES": 10 * SWEEP_EVERY}}
    for number in range(2 * SWEEP_EVERY):
        Memory("t-sweep", room).set(f"k{number}", number, timeout=-1 if number < SWEEP_EVERY else 60)
    memory = Memory("t-sweep", room)
    assert len(memory._cache) <= SWEEP_EVERY
    assert memory.get("k0") is None and memory.get(f"k{SWEEP_EVERY}") == SWEEP_EVERY
    cache.clear()
