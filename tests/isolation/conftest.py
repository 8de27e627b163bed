import pytest
from django.db import transaction

from tests.isolation.estate import Estate
from units import scope, territory


@pytest.fixture(scope="module")
def estate(django_db_setup, django_db_blocker, tmp_path_factory):
    """Built once and only read: in a transaction that is never committed."""
    from django.conf import settings
    from django.core.cache import cache

    kept, settings.PHOTO_DIR = settings.PHOTO_DIR, tmp_path_factory.mktemp("photos")
    with django_db_blocker.unblock(), transaction.atomic():
        scope.set_scope(("system", "", "", ""))
        territory.forget()
        cache.clear()
        yield Estate().hide()
        transaction.set_rollback(True)
    settings.PHOTO_DIR = kept
    territory.forget()
    cache.clear()
