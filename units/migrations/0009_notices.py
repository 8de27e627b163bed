"""Notices of the hall and their read receipts: of the centre alone, and no receipt is ever changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from units.online import made

CENTRE = "coalesce(current_setting('app.scope', true), '') IN ('system', 'cleared', 'centre')"


RECEIPT = """
CREATE FUNCTION app_keep_receipt() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'read receipts are never changed or deleted'; END $$;

CREATE TRIGGER notice_read_append_only BEFORE UPDATE OR DELETE ON units_noticeread
FOR EACH ROW EXECUTE FUNCTION app_keep_receipt();
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
        ('units', '0008_duty_says_who'),
    ]

    operations = [
        made(
            "units_notice",
            migrations.CreateModel(
                name='Notice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.CharField(max_length=300)),
                    ('at', models.DateTimeField()),
                    ('to_role', models.CharField(blank=True, choices=[('call_taker', 'Call taker'), ('dispatcher', 'Dispatcher'), ('verifier', 'Verifier'), ('callback', 'Call-back desk'), ('shift_leader', 'Shift leader'), ('arbiter', 'Arbiter'), ('unit_handler', 'Unit handler'), ('unit_lead', 'Unit lead'), ('team', 'Team'), ('collector', 'Collector'), ('supervisor', 'Supervisor'), ('viewer', 'Viewer'), ('sysadmin', 'System administrator'), ('secadmin', 'Security administrator'), ('auditor', 'Auditor'), ('system', 'System')], max_length=20)),
                    ('to_seat', models.CharField(blank=True, max_length=20)),
                    ('until', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ended_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['-id'],
                },
            ),
            migrations.AddIndex(
                model_name='notice',
                index=models.Index(condition=models.Q(('ended_at', None)), fields=['until'], name='notice_standing'),
            ),
            migrations.AddConstraint(
                model_name='notice',
                constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='notice_has_words'),
            ),
            migrations.AddConstraint(
                model_name='notice',
                constraint=models.CheckConstraint(condition=models.Q(('to_role', ''), ('to_seat', ''), _connector='OR'), name='notice_to_role_or_seat'),
            ),
            migrations.AddConstraint(
                model_name='notice',
                constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('at'))), name='notice_ends_later'),
            ),
            migrations.AddConstraint(
                model_name='notice',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='notice_end_whole'),
            ),
            walled("units_notice"),
        ),
        made(
            "units_noticeread",
            migrations.CreateModel(
                name='NoticeRead',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField()),
                    ('notice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='reads', to='units.notice')),
                    ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['at'],
                },
            ),
            migrations.AddConstraint(
                model_name='noticeread',
                constraint=models.UniqueConstraint(fields=('notice', 'user'), name='notice_read_once'),
            ),
            walled("units_noticeread"),
            migrations.RunSQL(RECEIPT, "DROP FUNCTION app_keep_receipt CASCADE;"),
        ),
    ]
