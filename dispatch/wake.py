"""How a commit wakes this process's tailer without knowing it."""

_listeners = []


def listen(function):
    """Call `function()` after each committed move of this process; it must return at once."""
    _listeners.append(function)


def stop_listening(function):
    _listeners.remove(function)


def wake():
    for function in tuple(_listeners):
        function()
