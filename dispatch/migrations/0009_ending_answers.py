"""A check before assignment is answered by what was found on site."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0008_life_indexes")]

    operations = [
        migrations.AlterField(
            model_name="verification",
            name="answer",
            field=models.CharField(
                blank=True,
                choices=[
                    ("fixed", "Fixed"),
                    ("not_fixed", "Not fixed"),
                    ("found", "Found as told"),
                    ("not_found", "Not found"),
                    ("dropped", "No longer asked"),
                ],
                max_length=10,
            ),
        ),
    ]
