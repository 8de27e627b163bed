"""Columns of a ticket's whole life on tables that are in use: each is added in an instant, without rewriting a row."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('dispatch', '0006_life_tables')]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '400ms'", migrations.RunSQL.noop),
        migrations.AddField(
            model_name='callback',
            name='counts',
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name='callback',
            name='not_counted_because',
            field=models.CharField(blank=True, db_default='', max_length=200),
        ),
        migrations.AddField(
            model_name='clock',
            name='count_by',
            field=models.CharField(db_default='continuous', default='continuous', max_length=14),
        ),
        migrations.AddField(
            model_name='clock',
            name='exempted_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='clock',
            name='half_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='clock',
            name='halved_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='clock',
            name='provisional',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='clock',
            name='rung',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='clock',
            name='rung_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='item',
            name='is_backstop',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='party',
            name='left_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='rule',
            name='lead_of_place',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='rule',
            name='resolve_by',
            field=models.CharField(db_default='continuous', default='continuous', max_length=14),
        ),
        migrations.AddField(
            model_name='ticket',
            name='callback_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='ticket',
            name='counts',
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name='ticket',
            name='danger',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='ticket',
            name='repeats',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name='clock',
            name='kind',
            field=models.CharField(choices=[('dispatch', 'Dispatch'), ('handling', 'Handling'), ('verification', 'Verification'), ('callback', 'Call-back'), ('arbitration', 'Ruling'), ('acceptance', 'Acceptance'), ('first_feedback', 'First feedback'), ('resolve', 'Resolve'), ('supervision', 'Answer to a supervision')], max_length=14),
        ),
        migrations.AlterField(
            model_name='ticket',
            name='disposition',
            field=models.CharField(blank=True, choices=[('on_site', 'Solved on site'), ('later', 'Solved later'), ('explained', 'Explained and accepted'), ('referred', 'Referred outside'), ('duplicate', 'Duplicate'), ('unfounded', 'Unfounded'), ('withdrawn', 'Withdrawn'), ('policy', 'Cannot be solved, policy answered'), ('police', 'Handed to police'), ('unreachable', 'Caller could not be reached'), ('void', 'Voided'), ('suspended', 'Moved to the suspended list'), ('unreasonable', 'Demand found unreasonable')], max_length=12),
        ),
        migrations.AlterField(
            model_name='ticket',
            name='stage',
            field=models.CharField(choices=[('assignment', 'To assign'), ('handling', 'Handling'), ('arbitration', 'In dispute'), ('suspended', 'Suspended'), ('verification', 'To verify'), ('callback', 'To call back'), ('closed', 'Closed')], default='assignment', max_length=14),
        ),
        migrations.RemoveConstraint(model_name='clock', name='clock_of_ticket_or_assignment'),
        AddConstraintNotValid(
            model_name='clock',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('assignment__isnull', False), ('kind__in', ('acceptance', 'first_feedback', 'resolve', 'supervision'))), models.Q(models.Q(('kind__in', ('acceptance', 'first_feedback', 'resolve', 'supervision')), _negated=True), ('assignment', None)), _connector='OR'), name='clock_of_ticket_or_assignment'),
        ),
    ]
