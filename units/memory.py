"""The cache of a process: Django's in memory, for keys that are all our own, and for pieces that live a minute."""

import time

from django.core.cache.backends.locmem import LocMemCache

SWEEP_EVERY = 500  # entries written


class Memory(LocMemCache):
    """Two differences. It does not look at each character of each key for what memcached would refuse; a board looks up a
    hundred rows. And it drops what has run out every so often, where Django waits until the cache is full."""

    written = 0

    def validate_key(self, key):
        pass

    def _set(self, key, value, timeout=None):
        super()._set(key, value, timeout)
        self.written += 1
        if self.written % SWEEP_EVERY == 0:
            self._sweep()

    def _sweep(self):
        now = time.time()
        for key in [key for key, until in self._expire_info.items() if until is not None and until <= now]:
            self._delete(key)
