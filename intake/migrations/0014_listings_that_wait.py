"""Listings that wait for an answer are found without reading all that ever was."""

from django.db import migrations, models

from units.online import AddIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [('intake', '0013_fix_of_a_ring')]

    operations = [
        AddIndexConcurrently(
            "listing",
            models.Index(fields=["proposed_at"], condition=models.Q(outcome=""), name="listing_proposed"),
        ),
    ]
