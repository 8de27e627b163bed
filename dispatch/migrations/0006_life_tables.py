"""Tables of a ticket's whole life: rulings, time asked for, supervision, links, pauses, conditions. Each behind its wall.

Each is made in a transaction of its own: the tables that it points at are locked for an instant and no longer.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from units.online import made

POLICY = (
    "CASE (SELECT app_scope()) WHEN 'system' THEN true WHEN 'cleared' THEN true"
    " WHEN 'centre' THEN {centre} WHEN 'party' THEN {party} ELSE false END"
)
OF_TICKET = POLICY.format(
    centre="app_centre_sees(ticket_id)", party="app_has_part(ticket_id) OR app_opened(ticket_id)"
)
# A link is seen by whoever sees both tickets.
LINK = POLICY.format(
    centre="app_centre_sees(ticket_id) AND app_centre_sees(other_id)",
    party="(app_has_part(ticket_id) OR app_opened(ticket_id)) AND (app_has_part(other_id) OR app_opened(other_id))",
)


def walled(table, seen):
    return migrations.RunSQL(
        f"ALTER TABLE dispatch_{table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY scope ON dispatch_{table} USING ({seen}) WITH CHECK ({seen});",
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('dispatch', '0005_history'),
        ('dispatch', '0005_newest_of_a_priority'),
        ('dispatch', '0005_policies_the_planner_can_read'),
        ('units', '0006_roles_end_sessions'),
        ('units', '__first__'),
    ]

    operations = [
        made(
            "dispatch_condition",
            migrations.CreateModel(
                name='Condition',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('position', models.PositiveSmallIntegerField()),
                    ('text', models.CharField(max_length=120)),
                    ('text_en', models.CharField(blank=True, max_length=160)),
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField(blank=True, null=True)),
                    ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conditions', to='dispatch.item')),
                ],
                options={
                    'ordering': ['position', 'id'],
                },
            ),
        ),
        made(
            "dispatch_option",
            migrations.CreateModel(
                name='Option',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('position', models.PositiveSmallIntegerField()),
                    ('label', models.CharField(max_length=60)),
                    ('label_en', models.CharField(blank=True, max_length=80)),
                    ('condition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='dispatch.condition')),
                    ('lead', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ],
                options={
                    'ordering': ['position', 'id'],
                },
            ),
        ),
        made(
            "dispatch_conditionanswer",
            migrations.CreateModel(
                name='ConditionAnswer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('condition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dispatch.condition')),
                    ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='condition_answers', to='dispatch.ticket')),
                    ('option', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dispatch.option')),
                ],
                options={
                    'ordering': ['at', 'id'],
                },
            ),
            walled("conditionanswer", OF_TICKET),
        ),
        made(
            "dispatch_ruling",
            migrations.CreateModel(
                name='Ruling',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('opened_at', models.DateTimeField()),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('assists', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                    ('legal_basis', models.CharField(blank=True, max_length=200)),
                    ('text', models.TextField(blank=True)),
                    ('by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('item', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rulings', to='dispatch.item')),
                    ('lead', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                    ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rulings', to='dispatch.ticket')),
                ],
                options={
                    'ordering': ['opened_at'],
                },
            ),
            migrations.AddIndex(
                model_name='ruling',
                index=models.Index(condition=models.Q(('decided_at__isnull', False)), fields=['item', '-decided_at'], name='ruling_precedents'),
            ),
            migrations.AddConstraint(
                model_name='ruling',
                constraint=models.UniqueConstraint(condition=models.Q(('decided_at', None)), fields=('ticket',), name='one_waiting_ruling'),
            ),
            migrations.AddConstraint(
                model_name='ruling',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('by', None), ('decided_at', None)), models.Q(('by__isnull', False), ('decided_at__isnull', False), ('lead__isnull', False), models.Q(('text', ''), _negated=True)), _connector='OR'), name='ruling_names_lead_and_reason'),
            ),
            walled("ruling", OF_TICKET),
        ),
        made(
            "dispatch_amendment",
            migrations.CreateModel(
                name='Amendment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('proposed', 'Proposed'), ('accepted', 'Accepted'), ('declined', 'Declined')], default='proposed', max_length=8)),
                    ('valid_from', models.DateField()),
                    ('assists', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                    ('text', models.TextField()),
                    ('at', models.DateTimeField()),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                    ('answer', models.TextField(blank=True)),
                    ('answered_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='dispatch.item')),
                    ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                    ('rule', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dispatch.rule')),
                    ('ruling', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='dispatch.ruling')),
                ],
                options={
                    'ordering': ['at'],
                },
            ),
            migrations.AddIndex(
                model_name='amendment',
                index=models.Index(condition=models.Q(('state', 'proposed')), fields=['at'], name='amendment_waiting'),
            ),
            migrations.AddConstraint(
                model_name='amendment',
                constraint=models.UniqueConstraint(fields=('ruling',), name='one_amendment_a_ruling'),
            ),
            migrations.AddConstraint(
                model_name='amendment',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state', 'proposed')), models.Q(models.Q(('state', 'proposed'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='amendment_answered_whole'),
            ),
        ),
        made(
            "dispatch_supervision",
            migrations.CreateModel(
                name='Supervision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField()),
                    ('text', models.TextField()),
                    ('due_at', models.DateTimeField()),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                    ('answer', models.TextField(blank=True)),
                    ('answered_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('assignment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='supervisions', to='dispatch.assignment')),
                    ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supervisions', to='dispatch.ticket')),
                ],
                options={
                    'ordering': ['at'],
                },
            ),
            migrations.AddIndex(
                model_name='supervision',
                index=models.Index(condition=models.Q(('answered_at', None)), fields=['due_at'], name='supervision_waiting'),
            ),
            migrations.AddConstraint(
                model_name='supervision',
                constraint=models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('assignment',), name='one_supervision_at_a_time'),
            ),
            migrations.AddConstraint(
                model_name='supervision',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(('answered_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='supervision_answer_whole'),
            ),
            walled("supervision", OF_TICKET),
        ),
        made(
            "dispatch_suspension",
            migrations.CreateModel(
                name='Suspension',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('asked_at', models.DateTimeField()),
                    ('text', models.TextField()),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                    ('answer', models.TextField(blank=True)),
                    ('until', models.DateTimeField()),
                    ('state', models.CharField(choices=[('asked', 'Asked'), ('running', 'Suspended'), ('ended', 'Resumed'), ('declined', 'Declined')], default='asked', max_length=8)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('answered_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('asked_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('assignment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='dispatch.assignment')),
                    ('ended_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='dispatch.ticket')),
                ],
                options={
                    'ordering': ['asked_at'],
                    'abstract': False,
                },
            ),
            migrations.AddIndex(
                model_name='suspension',
                index=models.Index(condition=models.Q(('state', 'running')), fields=['until'], name='suspension_to_end'),
            ),
            migrations.AddIndex(
                model_name='suspension',
                index=models.Index(condition=models.Q(('state', 'asked')), fields=['asked_at'], name='suspension_waiting'),
            ),
            migrations.AddConstraint(
                model_name='suspension',
                constraint=models.UniqueConstraint(condition=models.Q(('state', 'declined'), _negated=True), fields=('ticket',), name='suspended_once'),
            ),
            migrations.AddConstraint(
                model_name='suspension',
                constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('asked_at'))), name='suspension_forward'),
            ),
            migrations.AddConstraint(
                model_name='suspension',
                constraint=models.CheckConstraint(condition=models.Q(('answered_by', None), models.Q(('answered_by', models.F('asked_by')), _negated=True), _connector='OR'), name='suspension_by_another'),
            ),
            walled("suspension", OF_TICKET),
        ),
        made(
            "dispatch_unreasonable",
            migrations.CreateModel(
                name='Unreasonable',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('proposed', 'Waiting for the second signature'), ('signed', 'Signed'), ('refused', 'Not signed')], default='proposed', max_length=8)),
                    ('proposed_at', models.DateTimeField()),
                    ('text', models.TextField()),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                    ('answer', models.TextField(blank=True)),
                    ('answered_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('proposed_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unreasonables', to='dispatch.ticket')),
                ],
                options={
                    'ordering': ['proposed_at'],
                },
            ),
            migrations.AddConstraint(
                model_name='unreasonable',
                constraint=models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('ticket',), name='one_unreasonable_at_a_time'),
            ),
            migrations.AddConstraint(
                model_name='unreasonable',
                constraint=models.CheckConstraint(condition=models.Q(('answered_by', None), models.Q(('answered_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='second_signature_by_another'),
            ),
            walled("unreasonable", OF_TICKET),
        ),
        made(
            "dispatch_appeal",
            migrations.CreateModel(
                name='Appeal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('asked_at', models.DateTimeField()),
                    ('text', models.TextField()),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                    ('answer', models.TextField(blank=True)),
                    ('state', models.CharField(choices=[('asked', 'Under review'), ('upheld', 'Exempted'), ('declined', 'Not exempted')], default='asked', max_length=8)),
                    ('first_upholds', models.BooleanField(blank=True, null=True)),
                    ('second_at', models.DateTimeField(blank=True, null=True)),
                    ('second_upholds', models.BooleanField(blank=True, null=True)),
                    ('second_answer', models.TextField(blank=True)),
                    ('answered_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('asked_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('assignment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='dispatch.assignment')),
                    ('clock', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='dispatch.clock')),
                    ('second_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='dispatch.ticket')),
                ],
                options={
                    'ordering': ['asked_at'],
                    'abstract': False,
                    'indexes': [models.Index(condition=models.Q(('state', 'asked')), fields=['asked_at'], name='appeal_waiting')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('answered_by', None), models.Q(('answered_by', models.F('asked_by')), _negated=True), _connector='OR'), name='appeal_by_another'), models.CheckConstraint(condition=models.Q(('second_by', None), models.Q(models.Q(('second_by', models.F('answered_by')), _negated=True), models.Q(('second_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='appeal_two_reviewers'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'upheld'), _negated=True), models.Q(('first_upholds', True), ('second_by__isnull', False), ('second_upholds', True)), _connector='OR'), name='exempted_by_two')],
                },
            ),
            walled("appeal", OF_TICKET),
        ),
        made(
            "dispatch_extension",
            migrations.CreateModel(
                name='Extension',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('asked_at', models.DateTimeField()),
                    ('text', models.TextField()),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                    ('answer', models.TextField(blank=True)),
                    ('number', models.PositiveSmallIntegerField()),
                    ('state', models.CharField(choices=[('asked', 'Asked'), ('granted', 'Granted'), ('declined', 'Declined')], default='asked', max_length=8)),
                    ('answered_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('asked_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('assignment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='dispatch.assignment')),
                    ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='dispatch.ticket')),
                ],
                options={
                    'ordering': ['asked_at'],
                    'abstract': False,
                    'indexes': [models.Index(condition=models.Q(('state', 'asked')), fields=['asked_at'], name='extension_waiting')],
                    'constraints': [models.UniqueConstraint(fields=('assignment', 'number'), name='extension_number_once'), models.CheckConstraint(condition=models.Q(('number__range', (1, 2))), name='extension_at_most_twice'), models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('assignment',), name='one_extension_asked'), models.CheckConstraint(condition=models.Q(('answered_by', None), models.Q(('answered_by', models.F('asked_by')), _negated=True), _connector='OR'), name='extension_by_another')],
                },
            ),
            walled("extension", OF_TICKET),
        ),
        made(
            "dispatch_link",
            migrations.CreateModel(
                name='Link',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('child', 'Part of'), ('merged', 'Merged into'), ('related', 'Related to')], max_length=8)),
                    ('at', models.DateTimeField()),
                    ('before', models.JSONField(default=dict)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ended_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links_here', to='dispatch.ticket')),
                    ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='dispatch.ticket')),
                ],
                options={
                    'ordering': ['at', 'id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('ticket', models.F('other')), _negated=True), name='link_two_tickets'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('ticket', 'other', 'kind'), name='link_stands_once'), models.UniqueConstraint(condition=models.Q(('ended_at', None), ('kind__in', ('child', 'merged'))), fields=('ticket',), name='one_link_upward')],
                },
            ),
            walled("link", LINK),
        ),
        made(
            "dispatch_pause",
            migrations.CreateModel(
                name='Pause',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('started_at', models.DateTimeField()),
                    ('until', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('text', models.TextField()),
                    ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('clock', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pauses', to='dispatch.clock')),
                    ('ticket', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dispatch.ticket')),
                ],
                options={
                    'ordering': ['started_at', 'id'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('clock',), name='one_pause_at_a_time'), models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='pause_never_negative')],
                },
            ),
            walled("pause", OF_TICKET),
        ),
    ]
