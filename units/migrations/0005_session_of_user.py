"""Whose sessions are these: an index made beside the running product."""

from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("units", "0004_login")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS django_session_user ON django_session (user_id)",
            "DROP INDEX CONCURRENTLY IF EXISTS django_session_user",
        ),
    ]
