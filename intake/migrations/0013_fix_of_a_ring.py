"""Where the carrier says that a caller is: a point, how exact it is, and when it was so."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

from units.online import Step, added

NOWHERE = Q(fix_lon=None, fix_lat=None, fix_m=None, fix_at=None)
SOMEWHERE = Q(
    fix_lon__isnull=False, fix_lat__isnull=False, fix_m__isnull=False, fix_at__isnull=False,
    fix_lon__range=(-180, 180), fix_lat__range=(-90, 90), fix_m__range=(1, 100_000),
)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [('intake', '0012_homes_and_languages')]

    operations = [
        *[
            added("intake_ring", name, migrations.AddField(model_name='ring', name=name, field=field))
            for name, field in (
                ('fix_lon', models.FloatField(blank=True, null=True)),
                ('fix_lat', models.FloatField(blank=True, null=True)),
                ('fix_m', models.PositiveIntegerField(blank=True, null=True)),
                ('fix_at', models.DateTimeField(blank=True, null=True)),
            )
        ],
        Step(
            "EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'ring_fix_whole')",
            AddConstraintNotValid(
                model_name='ring',
                constraint=models.CheckConstraint(condition=NOWHERE | SOMEWHERE, name='ring_fix_whole'),
            ),
        ),
        ValidateConstraint(model_name='ring', name='ring_fix_whole'),
    ]
