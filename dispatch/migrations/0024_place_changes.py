"""Whether a ticket's place was verified, and every correction of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from units.online import added, made

SEEN = (
    "CASE (SELECT app_scope()) WHEN 'system' THEN true WHEN 'cleared' THEN true WHEN 'centre' THEN app_centre_sees(ticket_id)"
    " WHEN 'party' THEN app_has_part(ticket_id) OR app_opened(ticket_id) ELSE false END"
)
WALL = f"""
ALTER TABLE dispatch_placechange ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON dispatch_placechange USING ({SEEN}) WITH CHECK ({SEEN});

CREATE TRIGGER place_change_append_only BEFORE UPDATE OR DELETE ON dispatch_placechange
FOR EACH ROW EXECUTE FUNCTION app_refuse_change();
"""
WHOLE = Q(lon=None, lat=None) | Q(lon__isnull=False, lat__isnull=False)
WHOLE_BEFORE = Q(lon_before=None, lat_before=None) | Q(lon_before__isnull=False, lat_before__isnull=False)
BETWEEN_TWO = Q(metres=None) | Q(lon__isnull=False, lon_before__isnull=False)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('dispatch', '0023_emergency'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        added(
            "dispatch_ticket",
            "place_verified",
            migrations.AddField(
                model_name='ticket',
                name='place_verified',
                field=models.BooleanField(db_default=False, default=False),
            ),
        ),
        made(
            "dispatch_placechange",
            migrations.CreateModel(
                name='PlaceChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField()),
                    ('lon_before', models.FloatField(blank=True, null=True)),
                    ('lat_before', models.FloatField(blank=True, null=True)),
                    ('address_before', models.CharField(blank=True, max_length=200)),
                    ('source_before', models.CharField(blank=True, max_length=12)),
                    ('verified_before', models.BooleanField()),
                    ('lon', models.FloatField(blank=True, null=True)),
                    ('lat', models.FloatField(blank=True, null=True)),
                    ('address', models.CharField(blank=True, max_length=200)),
                    ('source', models.CharField(blank=True, max_length=12)),
                    ('verified', models.BooleanField()),
                    ('metres', models.PositiveIntegerField(blank=True, null=True)),
                    ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='place_changes', to='dispatch.ticket')),
                ],
                options={
                    'ordering': ['at', 'id'],
                    'constraints': [
                        models.CheckConstraint(condition=WHOLE & WHOLE_BEFORE, name='place_change_points_whole'),
                        models.CheckConstraint(condition=BETWEEN_TWO, name='place_change_far_between_two'),
                    ],
                },
            ),
            migrations.RunSQL(WALL, migrations.RunSQL.noop),
        ),
    ]
