"""The gazetteer: named places, their other names, the log of their imports. The same for everybody, as cells are."""

import django.db.models.deletion
from django.db import migrations, models

from units.online import made


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('units', '0011_seats'),
    ]

    operations = [
        made(
            "units_namedplace",
            migrations.CreateModel(
                name='NamedPlace',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120)),
                    ('name_en', models.CharField(blank=True, max_length=160)),
                    ('ref', models.CharField(max_length=160, unique=True)),
                    ('layer', models.CharField(max_length=60)),
                    ('kind', models.CharField(choices=[('road', 'Road'), ('community', 'Community'), ('landmark', 'Landmark'), ('house', 'House number'), ('pole', 'Lamp pole'), ('post', 'Alarm post'), ('km', 'Kilometre stone'), ('manhole', 'Manhole'), ('camera', 'Camera'), ('hydrant', 'Hydrant'), ('shelter', 'Shelter'), ('hazard', 'Source of danger'), ('team', "Team's station")], max_length=10)),
                    ('code', models.CharField(blank=True, max_length=40)),
                    ('pinyin', models.CharField(blank=True, editable=False, max_length=400)),
                    ('initials', models.CharField(blank=True, editable=False, max_length=120)),
                    ('lon', models.FloatField(blank=True, null=True)),
                    ('lat', models.FloatField(blank=True, null=True)),
                    ('radius_m', models.PositiveIntegerField(blank=True, null=True)),
                    ('warning', models.CharField(blank=True, max_length=200)),
                    ('phone', models.CharField(blank=True, max_length=32)),
                    ('source', models.CharField(choices=[('wgs84', 'WGS-84'), ('gcj02', 'GCJ-02'), ('bd09', 'BD-09')], default='wgs84', max_length=5)),
                    ('verified', models.BooleanField(default=False)),
                    ('added_at', models.DateTimeField()),
                    ('removed_at', models.DateTimeField(blank=True, null=True)),
                    ('cell', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.cell')),
                    ('community', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.community')),
                    ('street', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ],
            ),
            migrations.AddIndex(
                model_name='namedplace',
                index=models.Index(fields=['layer'], name='place_of_layer'),
            ),
            migrations.AddConstraint(
                model_name='namedplace',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('lat__isnull', False), ('lat__range', (-90, 90)), ('lon__isnull', False), ('lon__range', (-180, 180))), models.Q(('kind', 'road'), ('lat', None), ('lon', None)), _connector='OR'), name='place_point_whole'),
            ),
            migrations.AddConstraint(
                model_name='namedplace',
                constraint=models.CheckConstraint(condition=models.Q(('removed_at', None), ('removed_at__gte', models.F('added_at')), _connector='OR'), name='place_removed_later'),
            ),
        ),
        made(
            "units_placealias",
            migrations.CreateModel(
                name='PlaceAlias',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120)),
                    ('pinyin', models.CharField(blank=True, editable=False, max_length=400)),
                    ('initials', models.CharField(blank=True, editable=False, max_length=120)),
                    ('place', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='units.namedplace')),
                ],
            ),
            migrations.AddConstraint(
                model_name='placealias',
                constraint=models.UniqueConstraint(fields=('place', 'name'), name='place_alias_once'),
            ),
        ),
        made(
            "units_placeimport",
            migrations.CreateModel(
                name='PlaceImport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField()),
                    ('by', models.CharField(max_length=60)),
                    ('file', models.CharField(max_length=200)),
                    ('layer', models.CharField(max_length=60)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('figures', models.JSONField(default=dict)),
                ],
                options={
                    'ordering': ['-pk'],
                },
            ),
        ),
    ]
