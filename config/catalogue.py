"""Compiles the message catalogue. A bare machine has no gettext, so Babel does it; only when the source is newer."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent / "locale"


def compile_stale(locale: Path = LOCALE) -> int:
    compiled = 0
    for source in locale.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parts[-3])
        half = target.with_suffix(f".{os.getpid()}.half")
        with half.open("wb") as file:
            write_mo(file, catalog)
        half.replace(target)
        compiled += 1
    return compiled
