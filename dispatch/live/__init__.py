"""Live screens: sequencer, tailer, hub."""


def start(loop):
    """Start this web process's tailer and hub on its event loop."""


def stop():
    """Stop them."""
