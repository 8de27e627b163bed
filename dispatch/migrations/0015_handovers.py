"""The shift hand-over ledger, behind its wall; what is signed stays, whoever writes past the services."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from units.online import made

# It names confidential tickets, so nobody without clearance sees a row.
CLEARED = "CASE (SELECT app_scope()) WHEN 'system' THEN true WHEN 'cleared' THEN true ELSE false END"
WALL = f"""
ALTER TABLE dispatch_handover ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON dispatch_handover USING ({CLEARED}) WITH CHECK ({CLEARED});
"""
SIGNED = """
CREATE FUNCTION app_keep_handover() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    second text[] := ARRAY['taken_at', 'taken_by_id', 'taken_seat', 'taken_words', 'taken_hash'];
BEGIN
    IF TG_OP = 'DELETE' OR OLD.taken_at IS NOT NULL THEN
        RAISE EXCEPTION 'a hand-over is never deleted, nor changed once both have signed it';
    END IF;
    IF OLD.given_at IS NOT NULL AND to_jsonb(NEW) - second IS DISTINCT FROM to_jsonb(OLD) - second THEN
        RAISE EXCEPTION 'what the first signature of a hand-over covers is never changed';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER handover_stays_signed BEFORE UPDATE OR DELETE ON dispatch_handover
FOR EACH ROW EXECUTE FUNCTION app_keep_handover();
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('dispatch', '0014_days_of_what_was_asked'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        made(
            "dispatch_handover",
            migrations.CreateModel(
                name='Handover',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('drafted_at', models.DateTimeField()),
                    ('lines_at', models.DateTimeField()),
                    ('lines', models.JSONField(default=list)),
                    ('figures', models.JSONField(default=dict)),
                    ('remarks', models.JSONField(default=dict)),
                    ('equipment', models.TextField(blank=True)),
                    ('notes', models.TextField(blank=True)),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('written_at', models.DateTimeField()),
                    ('given_at', models.DateTimeField(blank=True, null=True)),
                    ('given_seat', models.CharField(blank=True, max_length=20)),
                    ('given_hash', models.CharField(blank=True, max_length=64)),
                    ('taken_at', models.DateTimeField(blank=True, null=True)),
                    ('taken_seat', models.CharField(blank=True, max_length=20)),
                    ('taken_words', models.TextField(blank=True)),
                    ('taken_hash', models.CharField(blank=True, max_length=64)),
                    ('drafted_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('given_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('taken_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('written_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['-id'],
                    'constraints': [models.UniqueConstraint(fields=('taken_at',), name='one_open_handover', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('given_at', None), ('given_by', None), ('given_hash', '')), models.Q(('given_at__gte', models.F('lines_at')), ('given_at__isnull', False), ('given_by__isnull', False), models.Q(('given_hash', ''), _negated=True)), _connector='OR'), name='handover_given_whole'), models.CheckConstraint(condition=models.Q(models.Q(('taken_at', None), ('taken_by', None), ('taken_hash', ''), ('taken_words', '')), models.Q(('given_at__isnull', False), ('taken_at__gte', models.F('given_at')), ('taken_at__isnull', False), ('taken_by__isnull', False), models.Q(('taken_hash', ''), _negated=True)), _connector='OR'), name='handover_taken_after_given'), models.CheckConstraint(condition=models.Q(('taken_by', None), models.Q(('taken_by', models.F('given_by')), _negated=True), _connector='OR'), name='handover_by_two_people')],
                },
            ),
            migrations.RunSQL(WALL, migrations.RunSQL.noop),
            migrations.RunSQL(SIGNED, "DROP FUNCTION app_keep_handover CASCADE;"),
        ),
    ]
