"""Hotlines, rings and what hangs on them, each table in a transaction of its own and behind its wall.

A ring is hidden with the call that it became, as that call is with its confidential ticket. A draft is its typist's, and
goes along when its ring goes into other hands: by then those hold the ring, or the giving hand still does.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from units.online import made

SEEN = (
    "CASE (SELECT app_scope()) WHEN 'system' THEN true WHEN 'cleared' THEN true WHEN 'centre' THEN {centre} ELSE false END"
)
RING = SEEN.format(centre="call_id IS NULL OR call_id NOT IN (SELECT app_confidential_calls())")
OF_RING = SEEN.format(centre="EXISTS (SELECT 1 FROM intake_ring r WHERE r.id = ring_id)")
MACHINE = "CASE (SELECT app_scope()) WHEN 'system' THEN true ELSE false END"  # between the exchange and the console
OWN = "(SELECT app_scope()) = 'system' OR user_id = (SELECT app_user())"
# The previous release, which goes on meanwhile, has no rights on rings yet: the function looks with its owner's.
HOLDS = """
CREATE OR REPLACE FUNCTION app_holds_ring(typed uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS
$$ SELECT EXISTS (SELECT 1 FROM intake_ring r WHERE r.key = typed AND r.holder_id = app_user()) $$;
"""
HELD = "app_holds_ring(key)"


def walled(table, seen):
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY scope ON {table} USING ({seen}) WITH CHECK ({seen});",
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('intake', '0005_history'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        made(
            "intake_hotline",
            migrations.CreateModel(
                name='Hotline',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120)),
                    ('name_en', models.CharField(blank=True, max_length=160)),
                    ('pinyin', models.CharField(blank=True, db_index=True, editable=False, max_length=400)),
                    ('initials', models.CharField(blank=True, db_index=True, editable=False, max_length=120)),
                    ('number', models.CharField(max_length=32, unique=True)),
                    ('greeting', models.CharField(max_length=200)),
                    ('is_active', models.BooleanField(db_default=True, default=True)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('changed_at', models.DateTimeField()),
                    ('changed_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['number'],
                },
            ),
        ),
        made(
            "intake_ring",
            migrations.CreateModel(
                name='Ring',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('exchange_id', models.CharField(max_length=64, unique=True)),
                    ('key', models.UUIDField(default=uuid.uuid4, unique=True)),
                    ('number', models.CharField(blank=True, max_length=32)),
                    ('called_line', models.CharField(blank=True, max_length=32)),
                    ('rang_at', models.DateTimeField()),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                    ('hung_up_at', models.DateTimeField(blank=True, null=True)),
                    ('seat', models.CharField(blank=True, max_length=20)),
                    ('claimed_at', models.DateTimeField(blank=True, null=True)),
                    ('seen_at', models.DateTimeField(blank=True, null=True)),
                    ('wanted_at', models.DateTimeField(blank=True, null=True)),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('call', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ring', to='intake.call')),
                    ('holder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('hotline', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.hotline')),
                    ('wanted_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['rang_at'],
                },
            ),
            migrations.AddIndex(
                model_name='ring',
                index=models.Index(condition=models.Q(('closed_at', None)), fields=['rang_at', 'id'], name='ring_unsaved'),
            ),
            migrations.AddConstraint(
                model_name='ring',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_at__gte', models.F('rang_at')), _connector='OR'), models.Q(('hung_up_at', None), ('hung_up_at__gte', models.F('rang_at')), _connector='OR'), models.Q(('answered_at', None), ('hung_up_at', None), ('hung_up_at__gte', models.F('answered_at')), _connector='OR')), name='ring_in_order'),
            ),
            migrations.AddConstraint(
                model_name='ring',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('claimed_at', None), ('holder', None), ('seat', ''), ('seen_at', None)), models.Q(('claimed_at__isnull', False), ('holder__isnull', False), ('seen_at__isnull', False)), _connector='OR'), name='ring_held_whole'),
            ),
            migrations.AddConstraint(
                model_name='ring',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('wanted_at', None), ('wanted_by', None)), models.Q(('closed_at', None), ('holder__isnull', False), ('wanted_at__isnull', False), ('wanted_by__isnull', False), models.Q(('wanted_by', models.F('holder')), _negated=True)), _connector='OR'), name='ring_wanted_of_another'),
            ),
            migrations.AddConstraint(
                model_name='ring',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('call', None), ('closed_at', None)), models.Q(('call__isnull', False), ('closed_at__isnull', False), ('holder__isnull', False)), _connector='OR'), name='ring_closed_by_its_holder'),
            ),
            walled("intake_ring", RING),
        ),
        made(
            "intake_redial",
            migrations.CreateModel(
                name='Redial',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField()),
                    ('seat', models.CharField(blank=True, max_length=20)),
                    ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ring', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='redials', to='intake.ring')),
                ],
                options={
                    'ordering': ['at'],
                },
            ),
            walled("intake_redial", OF_RING),
        ),
        made(
            "intake_ringmessage",
            migrations.CreateModel(
                name='RingMessage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('event_id', models.CharField(max_length=64, unique=True)),
                    ('kind', models.CharField(choices=[('ringing', 'Ringing'), ('answered', 'Answered'), ('transferred', 'Transferred'), ('hung_up', 'Hung up')], max_length=12)),
                    ('at', models.DateTimeField()),
                    ('received_at', models.DateTimeField()),
                    ('digest', models.CharField(max_length=64)),
                    ('ring', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='intake.ring')),
                ],
                options={
                    'ordering': ['at', 'id'],
                },
            ),
            walled("intake_ringmessage", MACHINE),
        ),
        made(
            "intake_transfer",
            migrations.CreateModel(
                name='Transfer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('way', models.CharField(choices=[('transfer', 'Transfer'), ('three_party', 'Three-party call')], max_length=12)),
                    ('to_seat', models.CharField(blank=True, max_length=20)),
                    ('to_name', models.CharField(blank=True, max_length=60)),
                    ('to_number', models.CharField(blank=True, max_length=32)),
                    ('reason', models.CharField(max_length=200)),
                    ('asked_at', models.DateTimeField()),
                    ('seat', models.CharField(blank=True, max_length=20)),
                    ('outcome', models.CharField(blank=True, choices=[('accepted', 'Accepted'), ('refused', 'Refused')], max_length=12)),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                    ('answer', models.CharField(blank=True, max_length=200)),
                    ('answered_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ring', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='intake.ring')),
                ],
                options={
                    'ordering': ['asked_at'],
                },
            ),
            migrations.AddConstraint(
                model_name='transfer',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('to_number', ''), ('to_seat', ''), _negated=True), models.Q(('to_seat', ''), ('to_number', ''), _connector='OR')), name='transfer_leads_somewhere'),
            ),
            migrations.AddConstraint(
                model_name='transfer',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('answered_at__gte', models.F('asked_at')), ('answered_at__isnull', False)), _connector='OR'), name='transfer_answer_whole'),
            ),
            migrations.AddConstraint(
                model_name='transfer',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'refused'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='transfer_refused_says_why'),
            ),
            migrations.AddConstraint(
                model_name='transfer',
                constraint=models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('ring',), name='one_open_transfer_a_ring'),
            ),
            walled("intake_transfer", OF_RING),
        ),
        migrations.RunSQL(
            f"{HOLDS}ALTER POLICY scope ON intake_draft USING ({OWN} OR {HELD}) WITH CHECK ({OWN} OR {HELD})",
            f"ALTER POLICY scope ON intake_draft USING ({OWN}) WITH CHECK ({OWN}); DROP FUNCTION app_holds_ring(uuid)",
        ),
    ]
