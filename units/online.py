"""Operations of migrations that run beside a hall at work, and may be cut off and tried again at any point."""

from django.contrib.postgres import operations
from django.db.migrations import SeparateDatabaseAndState


class AddIndexConcurrently(operations.AddIndexConcurrently):
    """What a former try had finished is left; what it left half-made, which no query uses, is made anew."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [self.index.name])
            found = cursor.fetchone()
        if found == (True,):
            return
        if found:
            schema_editor.execute(f"DROP INDEX CONCURRENTLY {schema_editor.quote_name(self.index.name)}")
        super().database_forwards(app_label, schema_editor, from_state, to_state)


class Step(SeparateDatabaseAndState):
    """Operations that take their locks together and let them go at once: a transaction of their own, done or not at all.

    For a migration with `atomic = False`. `done` is a condition in SQL that holds once the step has been made.
    """

    def __init__(self, done, *operations):
        self.done = done
        super().__init__(database_operations=list(operations), state_operations=list(operations))

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f"SELECT {self.done}")
            if cursor.fetchone()[0]:
                return
        with schema_editor.connection.schema_editor(atomic=True) as step:
            super().database_forwards(app_label, step, from_state, to_state)


def made(table, *operations):
    """A Step that makes a table, with all that belongs to it."""
    return Step(f"to_regclass('{table}') IS NOT NULL", *operations)


def added(table, column, *operations):
    """A Step that adds a column."""
    found = f"attrelid = '{table}'::regclass AND attname = '{column}' AND NOT attisdropped"
    return Step(f"EXISTS (SELECT 1 FROM pg_attribute WHERE {found})", *operations)  # noqa: S608 – our own words
