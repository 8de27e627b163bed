"""How a commit wakes this process's tailer without knowing it."""

from django.db import transaction

_listeners = []


def listen(function):
    """Call `function()` after each committed move of this process; it must return at once."""
    _listeners.append(function)


def stop_listening(function):
    _listeners.remove(function)


def wake():
    for function in tuple(_listeners):
        function()


def on_commit():
    """Wake when what is being written is there to be read."""
    transaction.on_commit(lambda: wake())
