"""Somebody with every right on the database: no trigger, no policy and no foreign key stops him."""

import psycopg2
import pytest
from django.db import connection

from tests.services import _superuser


@pytest.fixture
def superuser(transactional_db):
    made = psycopg2.connect(_superuser(connection.settings_dict["NAME"]))
    made.autocommit = True
    with made.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor.execute
    made.close()
