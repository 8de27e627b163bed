"""The figures of a day count what was asked for and what was disputed on it, without reading the years before."""

from django.db import migrations, models

from units.online import AddIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [('dispatch', '0013_portal_help')]

    operations = [
        migrations.RunSQL("SET lock_timeout = '1min'", migrations.RunSQL.noop),
        *(
            AddIndexConcurrently(model_name=model, index=models.Index(fields=[day], name=f'{model}_by_day'))
            for model, day in (
                ('extension', 'asked_at'), ('suspension', 'asked_at'), ('appeal', 'asked_at'), ('ruling', 'opened_at'),
            )
        ),
        migrations.RunSQL("SET lock_timeout = '400ms'", migrations.RunSQL.noop),
    ]
