"""Whether a ticket waits for its parts, asked by whoever works on it without seeing them; the list of repeat tickets."""

from django.db import migrations, models

from units.online import AddIndexConcurrently

HAS_OPEN_PART = """
CREATE OR REPLACE FUNCTION app_has_open_child(ticket bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
    SELECT EXISTS (SELECT 1 FROM dispatch_link l JOIN dispatch_ticket t ON t.id = l.ticket_id
                   WHERE l.other_id = ticket AND l.kind = 'child' AND l.ended_at IS NULL AND t.stage <> 'closed');
END;
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [('dispatch', '0010_law_sealed_from_collectors')]

    operations = [
        migrations.RunSQL("SET lock_timeout = '1min'", migrations.RunSQL.noop),
        migrations.RunSQL(HAS_OPEN_PART, migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name='ticket',
            index=models.Index(condition=models.Q(('repeats__gte', 1)), fields=['-opened_at'], name='ticket_repeat_newest'),
        ),
        migrations.RunSQL("SET lock_timeout = '400ms'", migrations.RunSQL.noop),
    ]
