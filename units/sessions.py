"""Ending sessions, and telling at once whoever keeps a line open for them, without knowing who that is."""

from units.models import Session

_listeners = []


def listen(function):
    """Call `function()` after each log-out or change of roles in this process; it must return at once."""
    _listeners.append(function)


def stop_listening(function):
    _listeners.remove(function)


def changed():
    for function in tuple(_listeners):
        function()


def end(user, *, keep=None, only=None):
    """End the sessions of a person: all, all but `keep`, or `only` one (keys). Returns how many, and their lines close."""
    found = Session.objects.filter(user=user).exclude(pk=keep or "")
    ended, _by_model = (found.filter(pk=only) if only else found).delete()
    changed()
    return ended
