from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0012_law_who_wrote_a_rule")]

    operations = [migrations.AddField("assignment", "help_at", models.DateTimeField(blank=True, null=True))]
