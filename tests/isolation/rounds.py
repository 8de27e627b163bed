"""One person's walk through every address of the product."""

from django.core.cache import cache

from tests.isolation import attempts, classes
from tests.isolation.walker import Walker

ADDRESSES = sorted(classes.classified())


def walk(estate, role, **how):
    cache.clear()
    stranger = estate.stranger(role)
    walker = Walker(stranger)
    for name in ADDRESSES:
        walker.walk(attempts.of(name, stranger, estate), **how)
    return walker
