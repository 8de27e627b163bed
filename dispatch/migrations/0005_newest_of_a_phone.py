"""What a telephone number stands for is read from its newest parties, however many it has."""

from django.db import migrations, models

from units.online import AddIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("dispatch", "0005_history")]

    operations = [
        migrations.RunSQL("SET lock_timeout = '1min'", migrations.RunSQL.noop),
        AddIndexConcurrently("party", models.Index(fields=["phone", "-id"], name="party_phone_newest")),
        migrations.RunSQL("SET lock_timeout = '400ms'", migrations.RunSQL.noop),
        migrations.AlterField("party", "phone", models.CharField(blank=True, max_length=32)),
    ]
