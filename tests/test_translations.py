"""The Chinese interface is complete, and the way we find that out works."""

import pytest

from config import catalogue

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Chinese"
msgstr "{text}"
"""


def test_every_message_has_a_translation_that_is_not_a_guess():
    assert catalogue.troubles() == []


def test_messages_are_found_in_code_and_in_templates():
    places = {path.split("/")[0] for message in catalogue.extracted() for path, _line in message.locations}
    assert {"dispatch", "templates"} <= places


@pytest.mark.parametrize(("text", "fuzzy"), [("", False), ("中文", True)])
def test_an_empty_or_guessed_translation_is_trouble(tmp_path, text, fuzzy):
    po = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text(
        PO.format(text=text).replace('msgid "Chinese"', '#, fuzzy\nmsgid "Chinese"' if fuzzy else 'msgid "Chinese"')
    )
    kinds = {line.split(":")[0] for line in catalogue.troubles(po) if "'Chinese'" in line}
    assert kinds == {"fuzzy" if fuzzy else "untranslated"}


def test_a_catalogue_is_compiled_once(tmp_path):
    po = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text(PO.format(text="中文"))
    assert catalogue.compile_stale(tmp_path) == 1
    assert catalogue.compile_stale(tmp_path) == 0
    assert po.with_suffix(".mo").exists()
