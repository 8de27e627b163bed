"""The state of each seat, the log of its changes, and rests: of the centre alone, and no change is ever changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from units.online import added, made

CENTRE = "coalesce(current_setting('app.scope', true), '') IN ('system', 'cleared', 'centre')"
CHANGE = """
CREATE FUNCTION app_keep_seat_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'changes of seats are never changed or deleted'; END $$;

CREATE TRIGGER seat_change_append_only BEFORE UPDATE OR DELETE ON units_seatchange
FOR EACH ROW EXECUTE FUNCTION app_keep_seat_change();
"""


def walled(table):
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY scope ON {table} USING ({CENTRE}) WITH CHECK ({CENTRE});",
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('units', '0010_volumes'),
    ]

    operations = [
        added(
            "units_seat", "state",
            migrations.AddField(
                model_name='seat',
                name='seen_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='seat',
                name='since',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='seat',
                name='state',
                field=models.CharField(choices=[('ready', 'Ready'), ('talking', 'Talking'), ('wrap_up', 'Wrap-up'), ('rest', 'Rest'), ('away', 'Away')], db_default='away', default='away', max_length=8),
            ),
        ),
        made(
            "units_seatchange",
            migrations.CreateModel(
                name='SeatChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('verb', models.CharField(max_length=14)),
                    ('before', models.CharField(choices=[('ready', 'Ready'), ('talking', 'Talking'), ('wrap_up', 'Wrap-up'), ('rest', 'Rest'), ('away', 'Away')], max_length=8)),
                    ('after', models.CharField(choices=[('ready', 'Ready'), ('talking', 'Talking'), ('wrap_up', 'Wrap-up'), ('rest', 'Rest'), ('away', 'Away')], max_length=8)),
                    ('at', models.DateTimeField()),
                    ('text', models.CharField(blank=True, max_length=200)),
                    ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='units.seat')),
                    ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['id'],
                },
            ),
            walled("units_seatchange"),
            migrations.RunSQL(CHANGE, "DROP FUNCTION app_keep_seat_change CASCADE;"),
        ),
        made(
            "units_rest",
            migrations.CreateModel(
                name='Rest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('minutes', models.PositiveSmallIntegerField()),
                    ('reason', models.CharField(max_length=100)),
                    ('asked_at', models.DateTimeField()),
                    ('outcome', models.CharField(blank=True, choices=[('approved', 'Approved'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], max_length=10)),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                    ('answer', models.CharField(blank=True, max_length=100)),
                    ('began_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('answered_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('seat', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.seat')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rests', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['asked_at'],
                },
            ),
            migrations.AddIndex(
                model_name='rest',
                index=models.Index(condition=models.Q(('ended_at', None)), fields=['asked_at'], name='rest_open'),
            ),
            migrations.AddConstraint(
                model_name='rest',
                constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('user',), name='one_open_rest_a_person'),
            ),
            migrations.AddConstraint(
                model_name='rest',
                constraint=models.CheckConstraint(condition=models.Q(('minutes__gte', 1), ('minutes__lte', 240)), name='rest_has_minutes'),
            ),
            migrations.AddConstraint(
                model_name='rest',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='rest_answer_whole'),
            ),
            migrations.AddConstraint(
                model_name='rest',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'declined'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='rest_declined_says_why'),
            ),
            migrations.AddConstraint(
                model_name='rest',
                constraint=models.CheckConstraint(condition=models.Q(('began_at', None), models.Q(('began_at__gte', models.F('answered_at')), ('outcome', 'approved')), _connector='OR'), name='rest_begins_approved'),
            ),
            migrations.AddConstraint(
                model_name='rest',
                constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), models.Q(models.Q(('outcome', ''), _negated=True), ('ended_at__gte', models.F('asked_at'))), _connector='OR'), name='rest_ends_once_answered'),
            ),
            walled("units_rest"),
        ),
    ]
