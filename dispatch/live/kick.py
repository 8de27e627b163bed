"""Look again, now, who is signed in and in which roles. Called after a log-out or a change of roles; never blocks."""

from dispatch import live


def kick():
    """Every process asks the database at once about its sockets, instead of within ten seconds."""
    if running := live.running:
        running.tailer.check_now()
        running.hub.post(running.hints.kick)
