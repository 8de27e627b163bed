"""Interpreters by language: whom the hall rings when a caller speaks another one. The same for everybody, as units are."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from units.online import made


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('units', '0012_places'),
    ]

    operations = [
        made(
            "units_interpreter",
            migrations.CreateModel(
                name='Interpreter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(max_length=40)),
                    ('name', models.CharField(max_length=60)),
                    ('phone', models.CharField(max_length=32)),
                    ('begins', models.TimeField(blank=True, null=True)),
                    ('ends', models.TimeField(blank=True, null=True)),
                    ('at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ended_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('unit', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ],
                options={
                    'ordering': ['language', 'name'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('language', ''), _negated=True), models.Q(('name', ''), _negated=True), models.Q(('phone', ''), _negated=True)), name='interpreter_whole'), models.CheckConstraint(condition=models.Q(models.Q(('begins', None), ('ends', None)), models.Q(('begins__isnull', False), ('ends__isnull', False), models.Q(('begins', models.F('ends')), _negated=True)), _connector='OR'), name='interpreter_hours_whole'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='interpreter_ended_whole'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('language', 'phone'), name='interpreter_once')],
                },
            ),
        ),
    ]
