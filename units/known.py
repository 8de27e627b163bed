"""Registry rows from memory: every page names units, items, cells and people, and these change once in a while.

A process keeps a row for KEPT_SECONDS; a page that needs rows which are not here reads them in one query a table, instead
of joining nine tables into each of its own. They are for reading: a move decides by what it reads under the ticket's lock.
Only tables that look the same to every reader may be asked for, never one under row-level security.
"""

import time
from functools import cache

from django.db import connection

KEPT_SECONDS = 30  # how long a renamed unit, a moved border or a new collector may go unseen
_LEFT_OUT = {"geometry", "password"}  # large, or nobody's business
_shelves, _emptied = {}, 0.0


def attach(rows, *paths):
    """Give each row its relations (`item`, `cell__collector`) from memory, as select_related would by joins."""
    rows = [row for row in rows if row is not None]
    if not rows:
        return
    for path in paths:
        name, _, rest = path.partition("__")
        field = rows[0]._meta.get_field(name)
        found = of(field.related_model, {getattr(row, field.attname) for row in rows})
        for row in rows:
            pk = getattr(row, field.attname)
            if pk is None or pk in found:
                field.set_cached_value(row, found.get(pk))
        if rest:
            attach(found.values(), rest)


def of(model, ids):
    """{id: row} of those that exist."""
    shelf = _shelf(model)
    missing = [pk for pk in ids if pk is not None and pk not in shelf]
    if missing:
        shelf.update((row.pk, row) for row in model._default_manager.raw(_by_id(model), [missing]))
    return {pk: shelf[pk] for pk in ids if pk in shelf}


def every(model):
    """All rows of a short table."""
    return answer(("every", model), lambda: list(_rows(model)))


def answer(question, ask):
    """What `ask()` says, asked once in KEPT_SECONDS: a short list, the version of an import."""
    shelf = _shelf("answers")
    if question not in shelf:
        shelf[question] = ask()
    return shelf[question]


def forget():
    """The next page reads everything again."""
    global _emptied
    _shelves.clear()
    _emptied = time.monotonic()


def _shelf(name):
    if time.monotonic() - _emptied > KEPT_SECONDS:
        forget()
    return _shelves.setdefault(name, {})


@cache
def _by_id(model):
    """As text, which Django would otherwise compose anew for each table of each page."""
    about = connection.ops.quote_name
    columns = ", ".join(about(field.column) for field in model._meta.concrete_fields if field.name not in _LEFT_OUT)
    return f"SELECT {columns} FROM {about(model._meta.db_table)} WHERE id = ANY(%s)"  # noqa: S608  names of our own


def _rows(model):
    return model._default_manager.defer(*(f.name for f in model._meta.concrete_fields if f.name in _LEFT_OUT))
