"""Phrases and templates, behind their wall: the centre's, a unit's, a person's own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from units.online import made

HALL = "unit_id IS NULL AND (owner_id IS NULL OR owner_id = (SELECT app_user()))"
SEEN = (
    f"CASE (SELECT app_scope()) WHEN 'system' THEN true WHEN 'cleared' THEN {HALL} WHEN 'centre' THEN {HALL}"
    " WHEN 'party' THEN unit_id = ANY ((SELECT app_units())::bigint[]) ELSE false END"
)
WALL = f"""
ALTER TABLE dispatch_phrase ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON dispatch_phrase USING ({SEEN}) WITH CHECK ({SEEN});
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('dispatch', '0016_presence'),
        ('units', '0009_notices'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        made(
            "dispatch_phrase",
            migrations.CreateModel(
                name='Phrase',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('phrase', 'Phrase'), ('template', 'Template')], max_length=10)),
                    ('words', models.CharField(max_length=500)),
                    ('sort', models.PositiveSmallIntegerField()),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('changed_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('changed_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ],
                options={
                    'ordering': ['kind', 'sort', 'id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='phrase_has_words'), models.CheckConstraint(condition=models.Q(('owner', None), ('unit', None), _connector='OR'), name='phrase_of_one')],
                },
            ),
            migrations.RunSQL(WALL, migrations.RunSQL.noop),
        ),
    ]
