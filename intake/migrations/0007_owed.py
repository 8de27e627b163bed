"""Rings that are owed: the silent call that one calls back for, the next try, the word that it is late, the end in vain."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

from units.online import AddIndexConcurrently, Step, added

CHECKS = {
    'ring_given_up_is_saved': Q(unreached_at=None) | Q(closed_at__isnull=False),
    'ring_owed_is_over': Q(origin=None, next_at=None) | Q(hung_up_at__isnull=False),
}


def moment(name):
    field = models.DateTimeField(blank=True, null=True)
    return added("intake_ring", name, migrations.AddField(model_name='ring', name=name, field=field))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [('intake', '0006_rings')]

    operations = [
        moment('late_at'),
        moment('next_at'),
        moment('unreached_at'),
        added(
            "intake_ring", "origin_id",
            migrations.AddField(
                model_name='ring',
                name='origin',
                field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='owed', to='intake.call'),
            ),
        ),
        *(
            Step(
                f"EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{name}')",
                AddConstraintNotValid(model_name='ring', constraint=models.CheckConstraint(name=name, condition=check)),
            )
            for name, check in CHECKS.items()
        ),
        migrations.RunSQL("SET lock_timeout = '1min'", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name='ring',
            index=models.Index(condition=Q(('unreached_at__isnull', False)), fields=['-unreached_at', '-id'], name='ring_given_up_newest'),
        ),
        *(ValidateConstraint(model_name='ring', name=name) for name in CHECKS),
        migrations.RunSQL("SET lock_timeout = '400ms'", migrations.RunSQL.noop),
    ]
