"""What other apps owe, beside the lines of the ledger."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('dispatch', '0017_phrases')]

    operations = [migrations.AddField('handover', 'sections', models.JSONField(db_default={}, default=dict))]
