"""Migrations under a hall at work: cut off anywhere and begun again, they go on where they stopped."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

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
