"""Debian's Chromium without a screen, for every test that looks at pages as people do.

The headless shell first, where it is installed: it is what Playwright itself drives, and opens and ends a context in a part of
the time. The whole browser serves as well, but was seen (156, in two runs of two) never to answer that a context had ended.
"""

import shutil

from playwright.sync_api import expect

expect.set_options(timeout=45_000)  # everywhere, for a busy machine; a quiet one needs half a second
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)


def launched(kind):
    """A browser; `kind` is Playwright's `chromium`."""
    return kind.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
