"""The cache of a process: Django's in memory, for keys that are all our own, and for pieces that live a minute."""

import time
from itertools import count

from django.core.cache.backends.locmem import LocMemCache

SWEEP_EVERY = 500  # entries written


class Memory(LocMemCache):
    """Two differences. It does not look at each character of each key for what memcached would refuse; a board looks up a
    hundred rows. And it drops what has run out every so often, where Django waits until the cache is full."""

    _written = count(1)  # of the process: Django makes an object of this class for each request

    def validate_key(self, key):
        pass

    def _set(self, key, value, timeout=None):
        super()._set(key, value, timeout)
        if next(self._written) % SWEEP_EVERY == 0:
            self._sweep()

    def _sweep(self):
        now = time.time()
        for key in [key for key, until in self._expire_info.items() if until is not None and until <= now]:
            self._delete(key)
