"""What tickets are found by: their words, address and the names of their place, one row a ticket, behind an index of letters.

The index is GIN over numbers: each two signs that stand together, mixed with the some 24 days in which the ticket was opened
(an "era"). A question walks the eras from the newest back and stops when a page is full. `@>` is not leakproof, so under
row-level security it would never be used: a function that runs as the owner asks it within the session's own scope, and
whatever it answers is read again through the ticket's policy.
"""

import django.db.models.deletion
from django.db import migrations, models

from dispatch.migrations import _words as sql
from units.online import made


def index(apps, schema_editor):
    """Beside a hall at work; one that was left half-made is made anew."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('ticketwords_keys')")
        found = cursor.fetchone()
        if found == (True,):
            return
        if found:
            cursor.execute("DROP INDEX CONCURRENTLY ticketwords_keys")
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute(sql.INDEX)
        cursor.execute("RESET maintenance_work_mem")
        cursor.execute("ANALYZE dispatch_ticketwords")


def backfill(apps, schema_editor):
    """What was there before the triggers, the newest first, a piece a transaction; a second run finds nothing to do."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM dispatch_ticket")
        upper = cursor.fetchone()[0]
        while upper > 0:
            cursor.execute("SELECT app_keep_words(%s, %s)", [upper - sql.PIECE, upper])
            upper -= sql.PIECE


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("dispatch", "0020_suggesters")]

    operations = [
        migrations.RunSQL("SET lock_timeout = '400ms'", migrations.RunSQL.noop),
        migrations.RunSQL(sql.LETTERS, migrations.RunSQL.noop),
        made(
            "dispatch_ticketwords",
            migrations.CreateModel(
                name="TicketWords",
                fields=[
                    (
                        "ticket",
                        models.OneToOneField(
                            db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True,
                            related_name="+", serialize=False, to="dispatch.ticket",
                        ),
                    ),
                    ("opened_at", models.DateTimeField()),
                    ("era", models.IntegerField()),
                    ("confidential", models.BooleanField()),
                    ("item", models.BigIntegerField()),
                    ("street", models.BigIntegerField(null=True)),
                    ("text", models.TextField()),
                ],
            ),
            migrations.RunSQL(sql.WALL, migrations.RunSQL.noop),
            migrations.RunSQL(sql.KEPT, migrations.RunSQL.noop),
        ),
        migrations.RunSQL(sql.ASKED, migrations.RunSQL.noop),
        migrations.RunPython(backfill, migrations.RunPython.noop, elidable=False),
        migrations.RunSQL("SET lock_timeout = '1min'", migrations.RunSQL.noop),
        migrations.RunPython(index, migrations.RunPython.noop),
        migrations.RunSQL("SET lock_timeout = '400ms'", migrations.RunSQL.noop),
    ]  # fmt: skip
