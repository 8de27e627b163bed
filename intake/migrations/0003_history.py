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
        ('intake', '0002_row_level_security'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL("SET lock_timeout = '1min'", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name='call',
            index=models.Index(fields=['-saved_at', '-id'], name='call_newest'),
        ),
        AddIndexConcurrently(
            model_name='call',
            index=models.Index(fields=['number', '-saved_at'], name='call_number_newest'),
        ),
        migrations.RunSQL("SET lock_timeout = '400ms'", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='call',
            name='by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='call',
            name='number',
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AlterField(
            model_name='call',
            name='saved_at',
            field=models.DateTimeField(),
        ),
        migrations.AlterField(
            model_name='concern',
            name='call',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='concerns', to='intake.call'),
        ),
    ]
