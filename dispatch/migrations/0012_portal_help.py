from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0011_structure")]

    operations = [migrations.AddField("assignment", "help_at", models.DateTimeField(blank=True, null=True))]
