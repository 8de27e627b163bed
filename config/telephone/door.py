"""How the other ends of the simulators send: signed as `intake.signed` says, again and again until the message is kept."""

import threading
import time

import httpx

from intake.signed import signature

AGAIN_SECONDS = 0.5


class Door:
    """One webhook of a console. `repeated`: how often a message had to be sent again."""

    def __init__(self, base, path, secret):
        self.client, self.path, self.secret = httpx.Client(base_url=base, timeout=10), path, secret
        self.repeated, self._lock = 0, threading.Lock()

    def post(self, raw):
        """What the console answers, as JSON."""
        while True:
            stamp = f"{time.time():.3f}"
            headers = {"X-Timestamp": stamp, "X-Signature": signature(stamp, raw, self.secret)}
            headers["Content-Type"] = "application/json"
            try:
                answer = self.client.post(self.path, content=raw, headers=headers)
                if answer.status_code < 500:
                    answer.raise_for_status()
                    return answer.json()
            except httpx.TransportError:
                pass
            with self._lock:
                self.repeated += 1
            time.sleep(AGAIN_SECONDS)
