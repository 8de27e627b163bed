"""Models that suggest the item, their bytes behind a wall, and the list of which one ran from when on."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from units.online import made

# The bytes hold runs of letters of tickets' words: the centre reads them, only training writes them.
WALL = """
ALTER TABLE dispatch_suggesterpart ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON dispatch_suggesterpart
    USING ((SELECT app_scope()) = 'system') WITH CHECK ((SELECT app_scope()) = 'system');
CREATE POLICY centre_reads ON dispatch_suggesterpart FOR SELECT
    USING ((SELECT app_scope()) IN ('cleared', 'centre'));
"""
KEPT = """
CREATE FUNCTION app_keep_suggester_use() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'which model ran is never changed or deleted'; END $$;

CREATE TRIGGER suggester_use_append_only BEFORE UPDATE OR DELETE ON dispatch_suggesteruse
FOR EACH ROW EXECUTE FUNCTION app_keep_suggester_use();
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('dispatch', '0019_text_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        made(
            "dispatch_suggester",
            migrations.CreateModel(
                name='Suggester',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('begun_at', models.DateTimeField()),
                    ('trained_at', models.DateTimeField(null=True)),
                    ('tickets', models.PositiveIntegerField(default=0)),
                    ('until', models.DateTimeField(null=True)),
                    ('held_out', models.PositiveIntegerField(default=0)),
                    ('top1', models.FloatField(null=True)),
                    ('top3', models.FloatField(null=True)),
                    ('former_top3', models.FloatField(null=True)),
                    ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('top1', None), ('top3', None)), models.Q(('held_out__gte', 1), ('top1__gte', 0), ('top1__isnull', False), ('top1__lte', models.F('top3')), ('top3__isnull', False), ('top3__lte', 1), ('trained_at__isnull', False)), _connector='OR'), name='suggester_measured_whole')],
                },
            ),
        ),
        made(
            "dispatch_suggesterpart",
            migrations.CreateModel(
                name='SuggesterPart',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=8)),
                    ('data', models.BinaryField()),
                    ('suggester', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='dispatch.suggester')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('suggester', 'name'), name='suggester_part_once')],
                },
            ),
            migrations.RunSQL(WALL, migrations.RunSQL.noop),
        ),
        made(
            "dispatch_suggesteruse",
            migrations.CreateModel(
                name='SuggesterUse',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('suggester', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='dispatch.suggester')),
                ],
            ),
            migrations.RunSQL(KEPT, "DROP FUNCTION app_keep_suggester_use CASCADE;"),
        ),
    ]
