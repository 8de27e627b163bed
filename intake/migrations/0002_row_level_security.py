"""Calls are the hall's; a draft is its typist's."""

from django.db import migrations

HALL = "(SELECT app_scope()) IN ('system', 'cleared', 'centre')"
OWN = "(SELECT app_scope()) = 'system' OR user_id = (SELECT app_user())"


def enable(table, condition):
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY scope ON {table} USING ({condition}) WITH CHECK ({condition});"
    )


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("dispatch", "0002_row_level_security")]

    operations = [
        migrations.RunSQL(enable("intake_call", HALL)),
        migrations.RunSQL(enable("intake_concern", HALL)),
        migrations.RunSQL(enable("intake_draft", OWN)),
    ]
