"""How loud each person wants each sound."""

from django.db import migrations, models

from units.online import added


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("units", "0009_notices")]

    operations = [
        added(
            "units_user",
            "volumes",
            migrations.AddField("user", "volumes", models.JSONField(blank=True, editable=False, null=True)),
        ),
    ]
