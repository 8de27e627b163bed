"""Columns of a ticket's whole life on tables that are in use: each is added in an instant, without rewriting a row."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from units.online import Step, added


class Migration(migrations.Migration):
    atomic = False

    dependencies = [('dispatch', '0006_life_tables')]

    operations = [
        added(
            "dispatch_callback", "counts",
            migrations.AddField(
                model_name='callback',
                name='counts',
                field=models.BooleanField(db_default=True, default=True),
            ),
        ),
        added(
            "dispatch_callback", "not_counted_because",
            migrations.AddField(
                model_name='callback',
                name='not_counted_because',
                field=models.CharField(blank=True, db_default='', max_length=200),
            ),
        ),
        added(
            "dispatch_clock", "count_by",
            migrations.AddField(
                model_name='clock',
                name='count_by',
                field=models.CharField(db_default='continuous', default='continuous', max_length=14),
            ),
        ),
        added(
            "dispatch_clock", "exempted_at",
            migrations.AddField(
                model_name='clock',
                name='exempted_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
        ),
        added(
            "dispatch_clock", "half_at",
            migrations.AddField(
                model_name='clock',
                name='half_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
        ),
        added(
            "dispatch_clock", "halved_at",
            migrations.AddField(
                model_name='clock',
                name='halved_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
        ),
        added(
            "dispatch_clock", "provisional",
            migrations.AddField(
                model_name='clock',
                name='provisional',
                field=models.BooleanField(db_default=False, default=False),
            ),
        ),
        added(
            "dispatch_clock", "rung",
            migrations.AddField(
                model_name='clock',
                name='rung',
                field=models.PositiveSmallIntegerField(db_default=0, default=0),
            ),
        ),
        added(
            "dispatch_clock", "rung_at",
            migrations.AddField(
                model_name='clock',
                name='rung_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
        ),
        added(
            "dispatch_item", "is_backstop",
            migrations.AddField(
                model_name='item',
                name='is_backstop',
                field=models.BooleanField(db_default=False, default=False),
            ),
        ),
        added(
            "dispatch_party", "left_at",
            migrations.AddField(
                model_name='party',
                name='left_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
        ),
        added(
            "dispatch_rule", "lead_of_place",
            migrations.AddField(
                model_name='rule',
                name='lead_of_place',
                field=models.BooleanField(db_default=False, default=False),
            ),
        ),
        added(
            "dispatch_rule", "resolve_by",
            migrations.AddField(
                model_name='rule',
                name='resolve_by',
                field=models.CharField(db_default='continuous', default='continuous', max_length=14),
            ),
        ),
        added(
            "dispatch_ticket", "callback_at",
            migrations.AddField(
                model_name='ticket',
                name='callback_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
        ),
        added(
            "dispatch_ticket", "counts",
            migrations.AddField(
                model_name='ticket',
                name='counts',
                field=models.BooleanField(db_default=True, default=True),
            ),
        ),
        added(
            "dispatch_ticket", "danger",
            migrations.AddField(
                model_name='ticket',
                name='danger',
                field=models.BooleanField(db_default=False, default=False),
            ),
        ),
        added(
            "dispatch_ticket", "repeats",
            migrations.AddField(
                model_name='ticket',
                name='repeats',
                field=models.PositiveSmallIntegerField(db_default=0, default=0),
            ),
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
        Step(
            "EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'clock_of_ticket_or_assignment'"
            " AND pg_get_constraintdef(oid) LIKE '%supervision%')",
            migrations.RemoveConstraint(model_name='clock', name='clock_of_ticket_or_assignment'),
            AddConstraintNotValid(
                model_name='clock',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('assignment__isnull', False), ('kind__in', ('acceptance', 'first_feedback', 'resolve', 'supervision'))), models.Q(models.Q(('kind__in', ('acceptance', 'first_feedback', 'resolve', 'supervision')), _negated=True), ('assignment', None)), _connector='OR'), name='clock_of_ticket_or_assignment'),
            ),
        ),
    ]
