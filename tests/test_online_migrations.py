"""Migrations under a hall at work: cut off anywhere and begun again, they go on where they stopped."""

import threading

import pytest
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader

from config.management.commands.setup import patiently
from units.online import Step

LOADER = MigrationLoader(None)
STEPS = [  # by name: the loader's own order is not the same in every process, and workers must agree on the tests
    (m, op)
    for _name, m in sorted(LOADER.disk_migrations.items())
    if not m.atomic
    for op in m.operations
    if isinstance(op, Step)
]


@pytest.mark.parametrize(("migration", "step"), STEPS, ids=[f"{m.name}-{n}" for n, (m, _step) in enumerate(STEPS)])
def test_a_step_that_was_made_knows_that_it_was(db, migration, step):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {step.done}")
        assert cursor.fetchone()[0] is True


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_foreign_key_that_does_not_get_its_lock_lets_the_hall_pass_and_is_laid_later():
    owner, hall, tries = connections["owner"], connection.copy(), []

    def change():
        tries.append(len(tries))
        with owner.schema_editor() as editor:
            editor.deferred_sql.append("LOCK TABLE units_unit IN SHARE ROW EXCLUSIVE MODE")

    with hall.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE units_unit IN ROW EXCLUSIVE MODE")
    leaving = threading.Timer(0.6, hall.connection.close)
    leaving.start()
    try:
        patiently(owner, change)
    finally:
        leaving.join()
        owner.close()
    assert len(tries) >= 2
