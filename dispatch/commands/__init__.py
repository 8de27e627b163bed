"""The command line of the hall: one line of words becomes one thing to open, or one move through the page's own form.

A command = words + what it needs + one domain call. `line.read` says what Enter will do before anything is done; the
view then sends the same form that the page would, through the same gate. No rule of the work stands here.
"""
