"""A caller is found by his name, whole or from its first two letters on, by those who may see it."""

from django.db import migrations, models
from django.db.models.functions import Collate

from units.online import AddIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("dispatch", "0021_words")]

    operations = [
        migrations.RunSQL("SET lock_timeout = '1min'", migrations.RunSQL.noop),
        AddIndexConcurrently(
            "party",
            models.Index(Collate("name", "C"), models.F("id").desc(), name="party_name_newest"),
        ),
        migrations.RunSQL("SET lock_timeout = '400ms'", migrations.RunSQL.noop),
    ]
