"""Dialogues and their messages behind the wall of calls: each is hidden with the call that it became.

What is typed in a dialogue's form goes along when the dialogue goes into other hands, as it does with a ring.
"""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from units.online import added, made


SEEN = (
    "CASE (SELECT app_scope()) WHEN 'system' THEN true WHEN 'cleared' THEN true WHEN 'centre' THEN {centre} ELSE false END"
)
DIALOGUE = SEEN.format(centre="call_id IS NULL OR call_id NOT IN (SELECT app_confidential_calls())")
OF_DIALOGUE = SEEN.format(centre="EXISTS (SELECT 1 FROM intake_dialogue d WHERE d.id = dialogue_id)")
_RING = "EXISTS (SELECT 1 FROM intake_ring r WHERE r.key = typed AND r.holder_id = app_user())"
_DIALOGUE = "EXISTS (SELECT 1 FROM intake_dialogue d WHERE d.key = typed AND d.holder_id = app_user())"


def holds(either):
    return f"""
    CREATE OR REPLACE FUNCTION app_holds_ring(typed uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp AS $$ SELECT {either} $$;
    """


def walled(table, seen):
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY scope ON {table} USING ({seen}) WITH CHECK ({seen});",
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('dispatch', '0019_text_only'),
        ('intake', '0009_listing'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        added(
            "intake_call",
            "text_only",
            migrations.AddField(
                model_name='call',
                name='text_only',
                field=models.BooleanField(db_default=False, default=False),
            ),
        ),
        made(
            "intake_dialogue",
            migrations.CreateModel(
                name='Dialogue',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.UUIDField(default=uuid.uuid4, unique=True)),
                    ('number', models.CharField(blank=True, max_length=32)),
                    ('device', models.CharField(blank=True, max_length=60)),
                    ('place', models.CharField(blank=True, max_length=200)),
                    ('is_alarm', models.BooleanField(default=False)),
                    ('text_only', models.BooleanField(default=False)),
                    ('opened_at', models.DateTimeField()),
                    ('last_at', models.DateTimeField()),
                    ('waits_since', models.DateTimeField(blank=True, null=True)),
                    ('seat', models.CharField(blank=True, max_length=20)),
                    ('claimed_at', models.DateTimeField(blank=True, null=True)),
                    ('seen_at', models.DateTimeField(blank=True, null=True)),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('call', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dialogue', to='intake.call')),
                    ('holder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['opened_at'],
                },
            ),
            migrations.AddIndex(
                model_name='dialogue',
                index=models.Index(condition=models.Q(('closed_at', None)), fields=['opened_at', 'id'], name='dialogue_open'),
            ),
            migrations.AddConstraint(
                model_name='dialogue',
                constraint=models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('number', 'device'), name='one_open_dialogue_a_caller'),
            ),
            migrations.AddConstraint(
                model_name='dialogue',
                constraint=models.CheckConstraint(condition=models.Q(('device', ''), ('number', ''), _negated=True), name='dialogue_of_somebody'),
            ),
            migrations.AddConstraint(
                model_name='dialogue',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('claimed_at', None), ('holder', None), ('seat', ''), ('seen_at', None)), models.Q(('claimed_at__isnull', False), ('holder__isnull', False), ('seen_at__isnull', False)), _connector='OR'), name='dialogue_held_whole'),
            ),
            migrations.AddConstraint(
                model_name='dialogue',
                constraint=models.CheckConstraint(condition=models.Q(('closed_at', None), ('call__isnull', False), _connector='OR'), name='dialogue_closed_once_saved'),
            ),
            walled("intake_dialogue", DIALOGUE),
        ),
        made(
            "intake_textmessage",
            migrations.CreateModel(
                name='TextMessage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('direction', models.CharField(choices=[('in', 'Received'), ('out', 'Sent')], max_length=3)),
                    ('words', models.CharField(blank=True, max_length=1000)),
                    ('at', models.DateTimeField()),
                    ('received_at', models.DateTimeField(blank=True, null=True)),
                    ('event_id', models.CharField(blank=True, max_length=64, null=True, unique=True)),
                    ('digest', models.CharField(blank=True, max_length=64)),
                    ('seat', models.CharField(blank=True, max_length=20)),
                    ('sent_at', models.DateTimeField(blank=True, null=True)),
                    ('given_up_at', models.DateTimeField(blank=True, null=True)),
                    ('delivered_at', models.DateTimeField(blank=True, null=True)),
                    ('failed_at', models.DateTimeField(blank=True, null=True)),
                    ('by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('dialogue', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='intake.dialogue')),
                ],
                options={
                    'ordering': ['at', 'id'],
                },
            ),
            migrations.AddIndex(
                model_name='textmessage',
                index=models.Index(fields=['dialogue', 'at', 'id'], name='text_in_order'),
            ),
            migrations.AddConstraint(
                model_name='textmessage',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('by', None), ('direction', 'in'), ('event_id__isnull', False), ('received_at__isnull', False)), models.Q(('by__isnull', False), ('direction', 'out'), ('event_id', None), models.Q(('words', ''), _negated=True)), _connector='OR'), name='text_from_the_caller_or_a_person'),
            ),
            walled("intake_textmessage", OF_DIALOGUE),
        ),
        migrations.RunSQL(holds(f"{_RING} OR {_DIALOGUE}"), holds(_RING)),
    ]
