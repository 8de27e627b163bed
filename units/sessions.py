"""Who must know at once that somebody signed out or lost a role, told without being known."""

_listeners = []


def listen(function):
    """Call `function()` after each log-out or change of roles in this process; it must return at once."""
    _listeners.append(function)


def stop_listening(function):
    _listeners.remove(function)


def changed():
    for function in tuple(_listeners):
        function()
