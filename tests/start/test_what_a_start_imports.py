"""What every process imports at its start is paid for by each of nine, and again whenever one falls and stands up."""

import subprocess
import sys

from django.conf import settings

# for training, files, pictures, the names of what is new
SELDOM = {"sklearn", "scipy", "openpyxl", "PIL", "pypinyin", "segno", "pyogrio"}
START = "import config.asgi, config.celery, dispatch.outbox, dispatch.tick, sys; from django.urls import reverse; reverse('home')"


def test_no_start_pays_for_what_is_seldom_used():
    said = f"{START}; print(*sorted(sys.modules.keys() & {SELDOM}))"
    found = subprocess.run(
        [sys.executable, "-c", said], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == []
