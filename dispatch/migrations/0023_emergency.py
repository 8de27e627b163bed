"""Emergency facts version by version, what a responder is warned of, and the language of a caller; each behind its ticket's wall."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from units.online import AddIndexConcurrently, added, made

OF_TICKET = (
    "CASE (SELECT app_scope()) WHEN 'system' THEN true WHEN 'cleared' THEN true WHEN 'centre' THEN app_centre_sees(ticket_id)"
    " WHEN 'party' THEN app_has_part(ticket_id) OR app_opened(ticket_id) ELSE false END"
)
KEPT = """
CREATE FUNCTION app_keep_emergency() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'emergency facts are never changed or deleted: a correction is a row of its own'; END $$;

CREATE TRIGGER emergency_append_only BEFORE UPDATE OR DELETE ON dispatch_emergency
FOR EACH ROW EXECUTE FUNCTION app_keep_emergency();
"""


def walled(table):
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY scope ON {table} USING ({OF_TICKET}) WITH CHECK ({OF_TICKET});",
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('dispatch', '0022_names'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        added(
            "dispatch_party",
            "language",
            migrations.AddField(
                model_name='party',
                name='language',
                field=models.CharField(blank=True, db_default='', default='', max_length=40),
            ),
        ),
        added(
            "dispatch_ticket",
            "emergency",
            migrations.AddField(
                model_name='ticket',
                name='emergency',
                field=models.CharField(blank=True, db_default='', default='', max_length=80),
            ),
        ),
        made(
            "dispatch_caution",
            migrations.CreateModel(
                name='Caution',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('hazard', 'Source of danger'), ('need', 'Special need')], max_length=6)),
                    ('need', models.CharField(blank=True, choices=[('deaf', 'Deaf: write'), ('disabled', 'Disabled: take time'), ('oxygen', 'Oxygen at home'), ('wheelchair', 'Wheelchair: must be carried'), ('blind', 'Blind: must be led'), ('dementia', 'Dementia: may be lost or confused'), ('alone', 'Old and alone')], max_length=12)),
                    ('words', models.CharField(blank=True, max_length=330)),
                    ('metres', models.PositiveIntegerField(blank=True, null=True)),
                    ('at', models.DateTimeField()),
                    ('gone_at', models.DateTimeField(blank=True, null=True)),
                    ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cautions', to='dispatch.ticket')),
                ],
                options={
                    'ordering': ['metres', 'id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'hazard'), ('metres__isnull', False), ('need', ''), models.Q(('words', ''), _negated=True)), models.Q(('kind', 'need'), ('words', ''), models.Q(('need', ''), _negated=True)), _connector='OR'), name='caution_whole')],
                },
            ),
            walled("dispatch_caution"),
        ),
        made(
            "dispatch_emergency",
            migrations.CreateModel(
                name='Emergency',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField()),
                    ('trapped', models.SmallIntegerField(blank=True, null=True)),
                    ('injured', models.SmallIntegerField(blank=True, null=True)),
                    ('dead', models.SmallIntegerField(blank=True, null=True)),
                    ('missing', models.SmallIntegerField(blank=True, null=True)),
                    ('goods', models.SmallIntegerField(blank=True, null=True)),
                    ('substance', models.CharField(blank=True, max_length=120)),
                    ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='emergencies', to='dispatch.ticket')),
                ],
                options={
                    'verbose_name_plural': 'emergencies',
                    'ordering': ['id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(*[models.Q((kind, None), (f'{kind}__range', (-1, 9999)), _connector='OR') for kind in ('trapped', 'injured', 'dead', 'missing', 'goods')]), name='emergency_counts'), models.CheckConstraint(condition=models.Q(('substance', ''), ('goods__isnull', False), _connector='OR'), name='emergency_substance_of_goods')],
                },
            ),
            walled("dispatch_emergency"),
            migrations.RunSQL(KEPT, "DROP FUNCTION app_keep_emergency CASCADE;"),
        ),
        migrations.RunSQL("SET lock_timeout = '1min'", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name='ticket',
            index=models.Index(fields=['community', '-opened_at'], name='ticket_community_newest'),
        ),
        migrations.RunSQL("SET lock_timeout = '400ms'", migrations.RunSQL.noop),
    ]
