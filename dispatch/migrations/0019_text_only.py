"""A caller who does not hear is reached by text only."""

from django.db import migrations, models

from units.online import added


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('dispatch', '0018_handover_sections'),
    ]

    operations = [
        added(
            "dispatch_party",
            "text_only",
            migrations.AddField(
                model_name='party',
                name='text_only',
                field=models.BooleanField(db_default=False, default=False),
            ),
        ),
    ]
