"""A collector sees what he is asked to verify, but never a confidential ticket: its verification is the desk's."""

from django.db import migrations

PART = "EXISTS (SELECT 1 FROM dispatch_assignment a WHERE a.ticket_id = ticket AND a.unit_id = ANY (app_units()))"
ASKED = "EXISTS (SELECT 1 FROM dispatch_verification v WHERE v.ticket_id = ticket AND v.cell_id = ANY (app_cells()))"
OPEN = "EXISTS (SELECT 1 FROM dispatch_ticket t WHERE t.id = ticket AND NOT t.confidential)"


def has_part(condition):
    return (
        "CREATE OR REPLACE FUNCTION app_has_part(ticket bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER"
        f" BEGIN ATOMIC SELECT {condition}; END;"
    )


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0009_ending_answers")]

    operations = [migrations.RunSQL(has_part(f"{PART} OR ({ASKED} AND {OPEN})"), has_part(f"{PART} OR {ASKED}"))]
