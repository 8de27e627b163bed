"""Operations of migrations that run beside a hall at work, and may be cut off and tried again at any point."""

from django.contrib.postgres import operations


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
