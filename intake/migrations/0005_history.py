"""Calls of one class, newest first; and the wall around calls in a form of which the planner thinks better.

See dispatch 0005: a chain of ORs was taken to let almost nothing through, and lists were collected whole.
"""

from django.db import migrations, models

from units.online import AddIndexConcurrently

SEEN = (
    "CASE (SELECT app_scope()) WHEN 'system' THEN true WHEN 'cleared' THEN true"
    " WHEN 'centre' THEN id NOT IN (SELECT app_confidential_calls()) ELSE false END"
)
WRITTEN = "(SELECT app_scope()) IN ('system', 'cleared', 'centre')"
CONCERN = f"CASE WHEN {WRITTEN} THEN true ELSE false END"


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("intake", "0004_calls_of_confidential_tickets")]

    operations = [
        migrations.RunSQL("SET lock_timeout = '1min'", migrations.RunSQL.noop),
        AddIndexConcurrently("call", models.Index(fields=["validity", "-saved_at"], name="call_validity_newest")),
        migrations.RunSQL("SET lock_timeout = '400ms'", migrations.RunSQL.noop),
        migrations.RunSQL(
            f"ALTER POLICY scope ON intake_call USING ({SEEN}) WITH CHECK ({WRITTEN})", migrations.RunSQL.noop
        ),
        migrations.RunSQL(
            f"ALTER POLICY scope ON intake_concern USING ({CONCERN}) WITH CHECK ({WRITTEN})", migrations.RunSQL.noop
        ),
    ]
