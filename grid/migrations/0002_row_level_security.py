"""A report is its collector's and the centre's."""

from django.db import migrations

WHO = "(SELECT app_scope()) IN ('system', 'cleared', 'centre') OR by_id = (SELECT app_user())"


class Migration(migrations.Migration):
    dependencies = [("grid", "0001_initial"), ("dispatch", "0002_row_level_security")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE grid_report ENABLE ROW LEVEL SECURITY;"
            f"CREATE POLICY scope ON grid_report USING ({WHO}) WITH CHECK ({WHO});"
        ),
    ]
