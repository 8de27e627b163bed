"""The rows that act when no person does, the territory's version, and the receipts' policy."""

from django.db import migrations


def rows(apps, schema_editor):
    alias = schema_editor.connection.alias
    User = apps.get_model("units", "User").objects.using(alias)
    for username, name, name_en in (("system", "系统", "System"), ("citizen", "市民", "Citizen")):
        user, _made = User.get_or_create(
            username=username, defaults={"name": name, "name_en": name_en, "password": "!"}
        )
        if username == "system":  # `citizen` only signs what citizens send; it sees nothing by itself
            apps.get_model("units", "Membership").objects.using(alias).get_or_create(
                user=user, unit=None, role="system"
            )
    apps.get_model("units", "Territory").objects.using(alias).get_or_create(pk=1)


OWN = (
    "coalesce(current_setting('app.scope', true), '') = 'system'"
    " OR user_id = nullif(current_setting('app.user', true), '')::bigint"
)


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial")]

    operations = [
        migrations.RunPython(rows, migrations.RunPython.noop),
        migrations.RunSQL(
            "ALTER TABLE units_receipt ENABLE ROW LEVEL SECURITY;"
            f"CREATE POLICY scope ON units_receipt USING ({OWN}) WITH CHECK ({OWN});"
        ),
    ]
