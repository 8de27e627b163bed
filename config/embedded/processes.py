"""The processes beside the web: name → command. `up` keeps all of them, a container one (`manage.py kept NAME`)."""

import sys

PROCESSES = {
    "worker": [sys.executable, "-m", "celery", "-A", "config", "worker", "--loglevel", "INFO", "--concurrency", "2",
               "--without-gossip", "--without-mingle", "--without-heartbeat"],
    "tick": [sys.executable, "manage.py", "tick"],
    "outbox": [sys.executable, "manage.py", "outbox"],
}  # fmt: skip
