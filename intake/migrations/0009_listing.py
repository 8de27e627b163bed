"""Listed numbers, behind the hall's wall; a call that shows why is hidden where that call is."""

import datetime

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from units.online import made

HALL = (
    "CASE (SELECT app_scope()) WHEN 'system' THEN true WHEN 'cleared' THEN true WHEN 'centre' THEN {centre} ELSE false END"
)
WALLS = {
    "intake_listing": HALL.format(centre="true"),
    "intake_listing_calls": HALL.format(centre="EXISTS (SELECT 1 FROM intake_call c WHERE c.id = call_id)"),
}


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('intake', '0008_call_has_validity'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        made(
            "intake_listing",
            migrations.CreateModel(
                name='Listing',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(max_length=32)),
                    ('kind', models.CharField(choices=[('nuisance', 'Nuisance'), ('deaf', 'Deaf: write'), ('disabled', 'Disabled: take time'), ('protected', 'Protected person')], max_length=12)),
                    ('reason', models.CharField(max_length=200)),
                    ('proposed_at', models.DateTimeField()),
                    ('outcome', models.CharField(blank=True, choices=[('approved', 'Approved'), ('declined', 'Declined')], max_length=12)),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                    ('answer', models.CharField(blank=True, max_length=200)),
                    ('expires_at', models.DateTimeField(blank=True, null=True)),
                    ('lifted_at', models.DateTimeField(blank=True, null=True)),
                    ('lifted_because', models.CharField(blank=True, max_length=200)),
                    ('answered_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('calls', models.ManyToManyField(related_name='+', to='intake.call')),
                    ('lifted_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('proposed_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['-proposed_at'],
                    'indexes': [models.Index(condition=models.Q(('lifted_at', None), ('outcome', 'approved')), fields=['number'], name='listing_number'), models.Index(condition=models.Q(('lifted_at', None), ('outcome', 'approved')), fields=['expires_at'], name='listing_standing'), models.Index(fields=['-proposed_at', '-id'], name='listing_newest')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('number', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='listing_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by', None), ('expires_at', None), ('outcome', '')), models.Q(('answer', ''), ('answered_at__gte', models.F('proposed_at')), ('answered_by__isnull', False), ('expires_at__isnull', False), ('outcome', 'approved')), models.Q(('answered_at__gte', models.F('proposed_at')), ('answered_by__isnull', False), ('expires_at', None), ('outcome', 'declined'), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='listing_answer_whole'), models.CheckConstraint(condition=models.Q(('answered_by', None), models.Q(('answered_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='listing_answered_by_another'), models.CheckConstraint(condition=models.Q(('expires_at', None), models.Q(('expires_at__gt', models.F('answered_at')), ('expires_at__lte', django.db.models.expressions.CombinedExpression(models.F('answered_at'), '+', models.Value(datetime.timedelta(days=180))))), _connector='OR'), name='listing_expires'), models.CheckConstraint(condition=models.Q(models.Q(('lifted_at', None), ('lifted_because', ''), ('lifted_by', None)), models.Q(('lifted_at__gte', models.F('answered_at')), ('lifted_by__isnull', False), ('outcome', 'approved'), models.Q(('lifted_because', ''), _negated=True)), _connector='OR'), name='listing_lifted_whole'), models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('number', 'kind'), name='one_proposal_a_number')],
                },
            ),
            *(
                migrations.RunSQL(
                    f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
                    f"CREATE POLICY scope ON {table} USING ({seen}) WITH CHECK ({seen});",
                    migrations.RunSQL.noop,
                )
                for table, seen in WALLS.items()
            ),
        ),
    ]
