"""The words of a confidential ticket stand in its call as well: whoever may not see the one does not see the other.

The calls of confidential tickets are few and found by an index of their own, once a query and not once a row.
"""

from django.db import migrations

FEW = "CREATE INDEX CONCURRENTLY IF NOT EXISTS ticket_confidential ON dispatch_ticket (id) WHERE confidential"
FUNCTION = """
CREATE FUNCTION app_confidential_calls() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT c.call_id FROM dispatch_ticket t JOIN intake_concern c ON c.ticket_id = t.id WHERE t.confidential $$
"""
WHO = (
    "(SELECT app_scope()) IN ('system', 'cleared')"
    " OR ((SELECT app_scope()) = 'centre' AND id NOT IN (SELECT app_confidential_calls()))"
)
BEFORE = "(SELECT app_scope()) IN ('system', 'cleared', 'centre')"


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("intake", "0003_history")]

    operations = [
        migrations.RunSQL("SET lock_timeout = '1min'", migrations.RunSQL.noop),
        migrations.RunSQL(FEW, "DROP INDEX IF EXISTS ticket_confidential"),
        migrations.RunSQL("SET lock_timeout = '400ms'", migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION app_confidential_calls()"),
        migrations.RunSQL(
            f"ALTER POLICY scope ON intake_call USING ({WHO}) WITH CHECK ({BEFORE})",
            f"ALTER POLICY scope ON intake_call USING ({BEFORE}) WITH CHECK ({BEFORE})",
        ),
    ]
