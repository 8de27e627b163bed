"""Listings name homes and needs, and a call the language it was in. The listings are few: their rules change in one short step."""

from django.db import migrations, models

from units.online import Step, added


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('intake', '0011_takeovers'),
    ]

    operations = [
        added(
            "intake_call",
            "language",
            migrations.AddField(
                model_name='call',
                name='language',
                field=models.CharField(blank=True, db_default='', default='', max_length=40),
            ),
        ),
        Step(
            "EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'listing_home_whole')",
            migrations.AddField(
                model_name='listing',
                name='lon',
                field=models.FloatField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='listing',
                name='lat',
                field=models.FloatField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='listing',
                name='address',
                field=models.CharField(blank=True, db_default='', default='', max_length=200),
            ),
            migrations.AlterField(
                model_name='listing',
                name='number',
                field=models.CharField(blank=True, max_length=32),
            ),
            migrations.AlterField(
                model_name='listing',
                name='kind',
                field=models.CharField(choices=[('nuisance', 'Nuisance'), ('deaf', 'Deaf: write'), ('disabled', 'Disabled: take time'), ('oxygen', 'Oxygen at home'), ('wheelchair', 'Wheelchair: must be carried'), ('blind', 'Blind: must be led'), ('dementia', 'Dementia: may be lost or confused'), ('alone', 'Old and alone'), ('protected', 'Protected person')], max_length=12),
            ),
            migrations.RemoveConstraint(model_name='listing', name='listing_says_why'),
            migrations.RemoveConstraint(model_name='listing', name='one_proposal_a_number'),
            migrations.AddConstraint(
                model_name='listing',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('number', ''), _negated=True), ('lon__isnull', False), _connector='OR'), models.Q(('reason', ''), _negated=True)), name='listing_says_why'),
            ),
            migrations.AddConstraint(
                model_name='listing',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('address', ''), ('lat', None), ('lon', None)), models.Q(('lat__isnull', False), ('lon__isnull', False), models.Q(('kind', 'nuisance'), _negated=True)), _connector='OR'), name='listing_home_whole'),
            ),
            migrations.AddConstraint(
                model_name='listing',
                constraint=models.UniqueConstraint(condition=models.Q(('outcome', ''), models.Q(('number', ''), _negated=True)), fields=('number', 'kind'), name='one_proposal_a_number'),
            ),
            migrations.AddIndex(
                model_name='listing',
                index=models.Index(condition=models.Q(('lifted_at', None), ('outcome', 'approved'), ('lat__isnull', False)), fields=['lat', 'lon'], name='listing_home'),
            ),
        ),
    ]
