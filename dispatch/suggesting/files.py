"""Files of labelled texts and of past events, for trying what is learnt from them: CSV or XLSX, also as .gz."""

import gzip
import random
import zlib
from collections import defaultdict
from pathlib import Path

from django.core.management.base import CommandError

from units.services.tables import Unreadable, read_table

LARGEST = 64 * 1024 * 1024  # bytes, unpacked
SUBJECT_COUNTS = 3  # a subject says in ten characters what the text says in three hundred


def rows_of(path, *, needs=()):
    try:
        content = Path(path).read_bytes()
        if path.endswith(".gz"):
            with gzip.open(path) as file:
                content = file.read(LARGEST)
        return read_table(content, needs=needs)
    except (OSError, EOFError, zlib.error) as error:
        raise CommandError(f"{path}: {error}") from None
    except Unreadable as reason:
        raise CommandError(f"{path}: {reason}") from None


def labelled(path):
    """(texts, labels) of a file with the columns subject, text and label."""
    rows = rows_of(path, needs=("subject", "text", "label"))
    texts = [f"{row['subject']}\n" * SUBJECT_COUNTS + row["text"] for row in rows]
    return texts, [row["label"].strip() for row in rows]


def stratified(texts, labels, seed):
    """((texts, labels) to learn from, (texts, labels) to measure on): a fifth of each label is measured on."""
    of_label, measured = defaultdict(list), set()
    for n, label in enumerate(labels):
        of_label[label].append(n)
    draw = random.Random(seed)  # noqa: S311  a split that can be repeated, no secret
    for _label, places in sorted(of_label.items()):
        measured.update(draw.sample(places, round(len(places) / 5)))
    halves = [n for n in range(len(texts)) if n not in measured], sorted(measured)
    return tuple(([texts[n] for n in half], [labels[n] for n in half]) for half in halves)
