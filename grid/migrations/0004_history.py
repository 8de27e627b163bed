"""No page may cost more because there is more history: each list reads the rows it shows, from an index in their order.

Indexes that nobody asks by are gone, so that there is time for those. Built while the hall goes on: concurrently, waiting
for the transactions of the moment, and only the dropping takes a lock, for an instant.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from units.online import AddIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('dispatch', '0005_history'),
        ('grid', '0003_reports_of_a_day'),
        ('units', '0005_session_of_user'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL("SET lock_timeout = '1min'", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name='report',
            index=models.Index(fields=['by', '-at'], name='report_own_newest'),
        ),
        migrations.RunSQL("SET lock_timeout = '400ms'", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='report',
            name='by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='report',
            name='cell',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.cell'),
        ),
    ]
