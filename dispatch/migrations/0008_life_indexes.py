"""What the loop of the clocks asks for, and the new rule of clocks held against the old rows; both beside a hall at work."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations, models

from units.online import AddIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [('dispatch', '0007_life_columns')]

    operations = [
        migrations.RunSQL("SET lock_timeout = '1min'", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name='clock',
            index=models.Index(condition=models.Q(('halved_at', None), ('stopped_at', None)), fields=['half_at'], name='clock_to_halve'),
        ),
        AddIndexConcurrently(
            model_name='clock',
            index=models.Index(condition=models.Q(('rung_at__isnull', False), ('stopped_at', None)), fields=['rung_at'], name='clock_to_climb'),
        ),
        ValidateConstraint(model_name='clock', name='clock_of_ticket_or_assignment'),
        migrations.RunSQL("SET lock_timeout = '400ms'", migrations.RunSQL.noop),
    ]
