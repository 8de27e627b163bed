"""Row-level security: the second wall. The application's role sees a row only within the scope that its session set.

The functions run as the owner (SECURITY DEFINER), so that a policy may look at other tables without asking their
policies in turn. Scopes: '' nothing; system and cleared everything; centre all but confidential; party own tickets.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION app_scope() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(current_setting('app.scope', true), '') $$;

CREATE FUNCTION app_user() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('app.user', true), '')::bigint $$;

CREATE FUNCTION app_units() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT string_to_array(coalesce(current_setting('app.units', true), ''), ',')::bigint[] $$;

CREATE FUNCTION app_cells() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT string_to_array(coalesce(current_setting('app.cells', true), ''), ',')::bigint[] $$;

CREATE FUNCTION app_has_part(ticket bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT EXISTS (SELECT 1 FROM dispatch_assignment a WHERE a.ticket_id = ticket AND a.unit_id = ANY (app_units()))
       OR EXISTS (SELECT 1 FROM dispatch_verification v WHERE v.ticket_id = ticket AND v.cell_id = ANY (app_cells())) $$;

CREATE FUNCTION app_has_open_part(ticket bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT EXISTS (SELECT 1 FROM dispatch_assignment a WHERE a.ticket_id = ticket AND a.unit_id = ANY (app_units())
                  AND a.status IN ('sent', 'accepted', 'en_route', 'on_scene')) $$;

CREATE FUNCTION app_opened(ticket bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT EXISTS (SELECT 1 FROM dispatch_ticket t WHERE t.id = ticket AND t.opened_by_id = app_user()) $$;

CREATE FUNCTION app_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME; END $$;

CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON dispatch_event
FOR EACH ROW EXECUTE FUNCTION app_refuse_change();

CREATE TRIGGER checkpoint_append_only BEFORE UPDATE OR DELETE ON dispatch_checkpoint
FOR EACH ROW EXECUTE FUNCTION app_refuse_change();
"""

EVERYTHING = "(SELECT app_scope()) IN ('system', 'cleared')"
CENTRE = "(SELECT app_scope()) = 'centre'"
PARTY = "(SELECT app_scope()) = 'party'"
SYSTEM = "(SELECT app_scope()) = 'system'"
ANYBODY = "(SELECT app_scope()) <> ''"


def of_ticket(column):
    """Rows that belong to a ticket are seen with it; the ticket's own policy hides confidential ones from the centre."""
    return (
        f"{EVERYTHING} OR ({CENTRE} AND EXISTS (SELECT 1 FROM dispatch_ticket t WHERE t.id = {column}))"
        f" OR ({PARTY} AND (app_has_part({column}) OR app_opened({column})))"
    )


POLICIES = {
    "dispatch_ticket": f"{EVERYTHING} OR ({CENTRE} AND NOT confidential)"
    f" OR ({PARTY} AND (opened_by_id = (SELECT app_user()) OR app_has_part(id)))",
    # Personal data: a unit reads them while its part is open, an opener always.
    "dispatch_party": f"{EVERYTHING} OR ({CENTRE} AND EXISTS (SELECT 1 FROM dispatch_ticket t WHERE t.id = ticket_id))"
    f" OR ({PARTY} AND (app_has_open_part(ticket_id) OR app_opened(ticket_id)))",
    **{
        f"dispatch_{table}": of_ticket("ticket_id")
        for table in (
            "assignment", "feedback", "return", "verification", "callback", "clock", "event", "note", "delivery",
        )
    },
    "dispatch_photo": f"{EVERYTHING} OR by_id = (SELECT app_user()) OR (ticket_id IS NOT NULL AND ({of_ticket('ticket_id')}))",
    "dispatch_feed": SYSTEM,
    "dispatch_feedhead": SYSTEM,
    "dispatch_job": ANYBODY,
    "dispatch_numberseries": ANYBODY,
    "dispatch_checkpoint": f"{SYSTEM} OR {ANYBODY}",
}  # fmt: skip


def enable(table, condition):
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY scope ON {table} USING ({condition}) WITH CHECK ({condition});"
    )


PENDING = (
    "ALTER TABLE dispatch_pending ENABLE ROW LEVEL SECURITY;"
    f"CREATE POLICY write ON dispatch_pending FOR INSERT WITH CHECK ({ANYBODY});"
    f"CREATE POLICY work ON dispatch_pending USING ({SYSTEM}) WITH CHECK ({SYSTEM});"
)


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTIONS),
        *[migrations.RunSQL(enable(table, condition)) for table, condition in POLICIES.items()],
        migrations.RunSQL(PENDING),
        migrations.RunSQL("INSERT INTO dispatch_feedhead (id, number) VALUES (1, 0);"),
    ]
