"""The rare tickets of the first priority are found without walking past all others."""

from django.db import migrations, models

from units.online import AddIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("dispatch", "0005_policies_the_planner_can_read")]

    operations = [
        migrations.RunSQL("SET lock_timeout = '1min'", migrations.RunSQL.noop),
        AddIndexConcurrently("ticket", models.Index(fields=["priority", "-opened_at"], name="ticket_priority_newest")),
        migrations.RunSQL("SET lock_timeout = '400ms'", migrations.RunSQL.noop),
    ]
