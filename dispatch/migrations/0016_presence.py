"""Who has which record open: unlogged, and behind its wall."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from units.online import made

# A unit sees its own people and that the centre reads; the centre sees all who may read the ticket. Everybody writes himself.
OF_TICKET = (
    "CASE (SELECT app_scope()) WHEN 'system' THEN true WHEN 'cleared' THEN true WHEN 'centre' THEN app_centre_sees(ticket_id)"
    " WHEN 'party' THEN (unit_id IS NULL OR unit_id = ANY ((SELECT app_units())::bigint[]))"
    " AND (app_has_part(ticket_id) OR app_opened(ticket_id)) ELSE false END"
)
SEEN = f"user_id = (SELECT app_user()) OR ({OF_TICKET})"
OWN = f"(SELECT app_scope()) = 'system' OR (user_id = (SELECT app_user()) AND ({OF_TICKET}))"
WALL = f"""
ALTER TABLE dispatch_presence SET UNLOGGED;
ALTER TABLE dispatch_presence ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON dispatch_presence USING ({SEEN}) WITH CHECK ({OWN});
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('dispatch', '0015_handovers'),
        ('units', '0009_notices'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        made(
            "dispatch_presence",
            migrations.CreateModel(
                name='Presence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('page', models.UUIDField()),
                    ('seat', models.CharField(blank=True, max_length=20)),
                    ('seen', models.DateTimeField()),
                    ('ticket', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='dispatch.ticket')),
                    ('unit', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='units.unit')),
                    ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.AddConstraint(
                model_name='presence',
                constraint=models.UniqueConstraint(fields=('user', 'page'), name='presence_once_a_page'),
            ),
            migrations.RunSQL(WALL, migrations.RunSQL.noop),
        ),
    ]
