"""A ticket is found by what other callers said as well: those who joined it, and those of a ticket merged into it.

Their words stand behind the ticket's own in its row of `dispatch_ticketwords`, written when the note is: opening a ticket and
moving it cost what they did. 0021 says how the row is found.
"""

from django.db import migrations, transaction

PIECE = 5000  # ids of one transaction of the backfill

SAID = """
-- As in 0021, with what other callers said, each thing once, in as many letters again.
CREATE OR REPLACE FUNCTION app_words_of(lower bigint, upper bigint) RETURNS SETOF dispatch_ticketwords LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    SELECT t.id, t.opened_at, app_era(t.opened_at), t.confidential, t.item_id, t.street_id,
           concat_ws(' ', app_letters(concat_ws(' ', t.address,
               CASE WHEN strpos(t.address, s.name) = 0 THEN s.name END,
               CASE WHEN strpos(t.address, c.name) = 0 THEN c.name END, t.words)), (
               SELECT app_letters(string_agg(told.text, ' ' ORDER BY told.first)) FROM (
                   SELECT n.text, min(n.id) AS first FROM dispatch_note n
                   WHERE n.ticket_id = t.id AND n.verb IN ('join', 'take_in') GROUP BY n.text
               ) told
           ))
    FROM dispatch_ticket t
    LEFT JOIN units_unit s ON s.id = t.street_id
    LEFT JOIN units_community c ON c.id = t.community_id
    WHERE t.id > lower AND t.id <= upper
$$;

CREATE OR REPLACE FUNCTION app_caller_says() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    UPDATE dispatch_ticketwords w SET text = said.text FROM app_words_of(NEW.ticket_id - 1, NEW.ticket_id) said
    WHERE w.ticket_id = said.ticket_id AND w.text <> said.text;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER caller_says AFTER INSERT ON dispatch_note FOR EACH ROW
WHEN (NEW.verb IN ('join', 'take_in')) EXECUTE FUNCTION app_caller_says();
"""

# What callers said before the trigger was there. The rows are locked by a statement of their own: the second one then sees
# all that the hall has written until then, and the hall writes the whole after it.
THEIRS = """
SELECT w.ticket_id FROM dispatch_ticketwords w
WHERE w.ticket_id IN (SELECT n.ticket_id FROM dispatch_note n WHERE n.id > %s AND n.id <= %s AND n.verb IN ('join', 'take_in'))
ORDER BY w.ticket_id FOR UPDATE
"""
SAY = """
UPDATE dispatch_ticketwords w SET text = said.text FROM unnest(%s) theirs (id), app_words_of(theirs.id - 1, theirs.id) said
WHERE w.ticket_id = theirs.id AND w.text <> said.text
"""


def backfill(apps, schema_editor):
    """A piece a transaction; a second run finds nothing to do."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM dispatch_note")
        upper = cursor.fetchone()[0]
        while upper > 0:
            with transaction.atomic(using=connection.alias):
                cursor.execute(THEIRS, [upper - PIECE, upper])
                if tickets := [pk for (pk,) in cursor.fetchall()]:
                    cursor.execute(SAY, [tickets])
            upper -= PIECE


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("dispatch", "0024_place_changes")]

    operations = [
        migrations.RunSQL("SET lock_timeout = '400ms'", migrations.RunSQL.noop),
        migrations.RunSQL(SAID, migrations.RunSQL.noop),
        migrations.RunPython(backfill, migrations.RunPython.noop, elidable=False),
    ]
