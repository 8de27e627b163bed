"""A write is whole or not at all, however many services it calls.

A form's POST is one transaction from its receipt on (`units.receipts.once`), and whatever fails in it fails it as a whole.
The services inside need no savepoints of their own then: four statements of twenty-five.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

_enclosed = ContextVar("enclosed", default=False)


@contextmanager
def whole():
    """A transaction; within `enclosing` a part of that one. Also a decorator."""
    with transaction.atomic(savepoint=not _enclosed.get()):
        yield


@contextmanager
def enclosing():
    """The transaction that everything within shares: nobody in it catches a failure and goes on."""
    with transaction.atomic():
        token = _enclosed.set(True)
        try:
            yield
        finally:
            _enclosed.reset(token)
