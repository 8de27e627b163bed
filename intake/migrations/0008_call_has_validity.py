"""No call is kept without its class. The calls of past years are looked at while the hall goes on."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models

from units.online import Step

CLASSES = [
    'police', 'non_police', 'advice', 'repeat', 'silent', 'dropped', 'misdial', 'harassment', 'drunk_or_ill', 'test', 'drill',
    'withdrawn', 'internal',
]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [('intake', '0007_owed')]

    operations = [
        Step(
            "EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'call_has_validity')",
            AddConstraintNotValid(
                model_name='call',
                constraint=models.CheckConstraint(condition=models.Q(('validity__in', CLASSES)), name='call_has_validity'),
            ),
        ),
        ValidateConstraint(model_name='call', name='call_has_validity'),
    ]
