"""Who took which half-typed call over, and the wall of drafts: a shift leader, whose scope is `cleared`, sees them too."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from units.online import made

SEEN = "CASE (SELECT app_scope()) WHEN 'system' THEN true WHEN 'cleared' THEN true WHEN 'centre' THEN true ELSE false END"
LED = "CASE (SELECT app_scope()) WHEN 'system' THEN true WHEN 'cleared' THEN true ELSE false END"
OWN = "user_id = (SELECT app_user()) OR app_holds_ring(key)"
BEFORE = f"(SELECT app_scope()) = 'system' OR {OWN}"
KEPT = """
CREATE FUNCTION app_keep_takeover() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'takeovers are never changed or deleted'; END $$;

CREATE TRIGGER takeover_append_only BEFORE UPDATE OR DELETE ON intake_takeover
FOR EACH ROW EXECUTE FUNCTION app_keep_takeover();
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('intake', '0010_dialogues'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        made(
            "intake_takeover",
            migrations.CreateModel(
                name='Takeover',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.UUIDField(db_index=True)),
                    ('seat', models.CharField(blank=True, max_length=20)),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('former', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['id'],
                },
            ),
            migrations.AddConstraint(
                model_name='takeover',
                constraint=models.CheckConstraint(condition=models.Q(('former', models.F('by')), _negated=True), name='takeover_from_another'),
            ),
            migrations.RunSQL(
                f"ALTER TABLE intake_takeover ENABLE ROW LEVEL SECURITY;"
                f"CREATE POLICY scope ON intake_takeover USING ({SEEN}) WITH CHECK ({LED});"
                f"{KEPT}",
                "DROP FUNCTION app_keep_takeover CASCADE;",
            ),
        ),
        migrations.RunSQL(
            f"ALTER POLICY scope ON intake_draft USING ({LED} OR {OWN}) WITH CHECK ({LED} OR {OWN})",
            f"ALTER POLICY scope ON intake_draft USING ({BEFORE}) WITH CHECK ({BEFORE})",
        ),
    ]
