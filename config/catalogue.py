"""The message catalogue without gettext: a bare machine has none, so Babel extracts, merges and compiles.

Templates go through Django's own `templatize`, as its makemessages does, and are then read as Python.
"""

import os
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "config" / "locale"
CHINESE = LOCALE / "zh_Hans" / "LC_MESSAGES" / "django.po"
CODE = ("config", "dispatch", "grid", "intake", "units")
_PLAIN, _PLURAL, _CONTEXT, _BOTH = None, (1, 2), ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    "_": _PLAIN,
    "gettext": _PLAIN,
    "gettext_lazy": _PLAIN,
    "gettext_noop": _PLAIN,
    "ngettext": _PLURAL,
    "ngettext_lazy": _PLURAL,
    "pgettext": _CONTEXT,
    "pgettext_lazy": _CONTEXT,
    "npgettext": _BOTH,
    "npgettext_lazy": _BOTH,
}


def compile_stale(locale: Path = LOCALE) -> int:
    """Compile what is newer than its result. Run at every start; two at once do not disturb each other."""
    compiled = 0
    for source in locale.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        half = target.with_suffix(f".{os.getpid()}.half")
        with half.open("wb") as file:
            write_mo(file, _read(source))
        half.replace(target)
        compiled += 1
    return compiled


def extracted() -> Catalog:
    """Every message of code and templates, with the places where it stands."""
    catalog = Catalog(project="linkage-dispatch-console", charset="utf-8")
    for path in _sources():
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            # Indentation means something to Python's reader, and nothing to a template.
            text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).split("\n"))
        for line, message, _comments, context in extract("python", BytesIO(text.encode()), KEYWORDS):
            catalog.add(message, locations=[(path.relative_to(ROOT).as_posix(), line)], context=context)
    return catalog


def _sources():
    for app in CODE:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path
    yield from sorted((ROOT / "templates").rglob("*.html"))


def update(target: Path = CHINESE) -> int:
    """Bring the catalogue up to the sources; keeps every translation. Returns how many messages wait for one."""
    catalog = _read(target) if target.exists() else Catalog(locale="zh_Hans", charset="utf-8")
    catalog.update(extracted(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.header_comment = (
        "# The Chinese interface of English sources, kept by `manage.py check_translations --update`."
    )
    catalog.project, catalog.version, catalog.fuzzy = "linkage-dispatch-console", "1", False
    catalog.last_translator = catalog.language_team = "the linkage dispatch console"
    catalog.copyright_holder = catalog.msgid_bugs_address = ""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        write_po(file, catalog, width=110, sort_output=True, omit_header=False, include_lineno=False)
    return len(troubles(target))


def troubles(target: Path = CHINESE) -> list:
    """What keeps the Chinese interface from being complete, as sentences."""
    if not target.exists():
        return [f"{target.relative_to(ROOT)} is missing"]
    catalog = _read(target)
    found = []
    for message in extracted():
        if not message.id:
            continue
        name = message.id if isinstance(message.id, str) else message.id[0]
        where = ", ".join(f"{path}:{line}" for path, line in message.locations[:2])
        known = catalog.get(message.id, context=message.context)
        if known is None:
            found.append(f"missing: {name!r} ({where})")
        elif known.fuzzy:
            found.append(f"fuzzy: {name!r} ({where})")
        elif not (all(known.string) if isinstance(known.string, (tuple, list)) else known.string):
            found.append(f"untranslated: {name!r} ({where})")
    for message, errors in catalog.check():
        found += [f"wrong: {message.id!r}: {error}" for error in errors]
    return found


def _read(source: Path) -> Catalog:
    with source.open("rb") as file:
        return read_po(file, locale=source.parts[-3])
