"""The statements of 0021_words: letters and their numbers, what is kept, how it is asked. Bodies in the standard's form are bound
when they are made; the others name their search_path."""

PIECE = 5000  # ids of one transaction of the backfill

LETTERS = r"""
-- One way to write a text: as grams.plain() does. Narrow small letters, one space for whatever is neither letter nor digit.
CREATE OR REPLACE FUNCTION app_letters(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN btrim(regexp_replace(lower(normalize(left(said, 4000), NFKC)), '[^[:alnum:]]+', ' ', 'g'));

-- Some 24 days. With 11 bits for it and 20 for two signs, the numbers of an era lie together in the index.
CREATE OR REPLACE FUNCTION app_era(moment timestamptz) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN extract(epoch FROM moment)::bigint >> 21;

CREATE OR REPLACE FUNCTION app_word_keys(era integer, said text, item bigint, street bigint) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH sign AS MATERIALIZED (SELECT string_to_array(said, NULL) AS s)
    SELECT array_agg((era << 20) | (hashtext(pair) & 1048575)) FROM (
        SELECT u.a || u.b AS pair FROM sign, LATERAL unnest(s, s[2:]) u (a, b) WHERE u.a <> ' ' AND u.b <> ' '
        UNION ALL SELECT 'item ' || item WHERE item IS NOT NULL
        UNION ALL SELECT 'street ' || street WHERE street IS NOT NULL
    ) p;
END;
"""

WALL = """
ALTER TABLE dispatch_ticketwords ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON dispatch_ticketwords USING (
    CASE (SELECT app_scope()) WHEN 'system' THEN true WHEN 'cleared' THEN true
    WHEN 'centre' THEN NOT confidential WHEN 'party' THEN app_has_part(ticket_id) OR app_opened(ticket_id) ELSE false END
) WITH CHECK (false);
"""

KEPT = """
-- The rows of tickets with ids above `lower` up to `upper`. The words come last: if they are long, it is their end that is cut.
CREATE FUNCTION app_words_of(lower bigint, upper bigint) RETURNS SETOF dispatch_ticketwords LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    SELECT t.id, t.opened_at, app_era(t.opened_at), t.confidential, t.item_id, t.street_id,
           app_letters(concat_ws(' ', t.address,
               CASE WHEN strpos(t.address, s.name) = 0 THEN s.name END,
               CASE WHEN strpos(t.address, c.name) = 0 THEN c.name END, t.words))
    FROM dispatch_ticket t
    LEFT JOIN units_unit s ON s.id = t.street_id
    LEFT JOIN units_community c ON c.id = t.community_id
    WHERE t.id > lower AND t.id <= upper
$$;

-- Writes those that are not there yet: what the hall has written meanwhile is newer.
CREATE FUNCTION app_keep_words(lower bigint, upper bigint) RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO dispatch_ticketwords (ticket_id, opened_at, era, confidential, item, street, text)
    SELECT ticket_id, opened_at, era, confidential, item, street, text FROM app_words_of(lower, upper)
    ON CONFLICT (ticket_id) DO NOTHING
$$;

-- In the ticket's own transaction, whoever writes it: services, the seeding of history, a repair by hand. It goes before what
-- the backfill is just writing from an older ticket.
CREATE FUNCTION app_ticket_says() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO dispatch_ticketwords (ticket_id, opened_at, era, confidential, item, street, text)
    SELECT ticket_id, opened_at, era, confidential, item, street, text FROM app_words_of(NEW.id - 1, NEW.id)
    ON CONFLICT (ticket_id) DO UPDATE SET opened_at = EXCLUDED.opened_at, era = EXCLUDED.era,
        confidential = EXCLUDED.confidential, item = EXCLUDED.item, street = EXCLUDED.street, text = EXCLUDED.text;
    RETURN NULL;
END $$;

REVOKE EXECUTE ON FUNCTION app_words_of, app_keep_words FROM PUBLIC;  -- the trigger and the backfill run as the owner

CREATE TRIGGER ticket_says AFTER INSERT ON dispatch_ticket FOR EACH ROW EXECUTE FUNCTION app_ticket_says();
CREATE TRIGGER ticket_says_otherwise
AFTER UPDATE OF words, address, item_id, street_id, community_id, confidential ON dispatch_ticket FOR EACH ROW
WHEN ((OLD.words, OLD.address, OLD.item_id, OLD.street_id, OLD.community_id, OLD.confidential)
      IS DISTINCT FROM (NEW.words, NEW.address, NEW.item_id, NEW.street_id, NEW.community_id, NEW.confidential))
EXECUTE FUNCTION app_ticket_says();
"""

INDEX = """
CREATE INDEX CONCURRENTLY ticketwords_keys ON dispatch_ticketwords
USING gin (app_word_keys(era, text, item, street)) WITH (fastupdate = off)
"""

ASKED = r"""
-- Tickets whose text has every word of `said`, the newest first, from the place (newest, newest_id) back to `oldest`: whole eras
-- until there are `most` or `milliseconds` have gone by. A last row without an id says how far was looked; without it, to the end.
-- Nobody learns of a row outside his scope.
CREATE OR REPLACE FUNCTION app_find_words(
    said text, of_item bigint, of_street bigint, of_unit bigint, only_open boolean,
    newest timestamptz, newest_id bigint, oldest timestamptz, most integer, milliseconds integer
) RETURNS TABLE (ticket bigint, at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
    FEW CONSTANT integer := 4000;  -- parts of a unit up to which it is quicker to read its own tickets than everybody's
    EVERYWHERE CONSTANT text[] := ARRAY['街道', '社区', '小区'];  -- stand in most addresses: looked up only if nothing else is asked
    scope CONSTANT text := app_scope();
    mine CONSTANT bigint[] := CASE WHEN scope = 'party' THEN app_units() END;
    me CONSTANT bigint := CASE WHEN scope = 'party' THEN app_user() END;
    units CONSTANT bigint[] := CASE WHEN of_unit IS NOT NULL THEN ARRAY[of_unit] ELSE mine END;
    words CONSTANT text[] := string_to_array(app_letters(said), ' ');
    likes CONSTANT text[] := ARRAY(SELECT '%' || word || '%' FROM unnest(words) word);
    -- Every second pair and the last one hold every sign; the text itself tells whether they stand together.
    every CONSTANT text[] := ARRAY(
        SELECT DISTINCT substr(word, i, 2) FROM unnest(words) word, generate_series(1, length(word) - 1) i
        WHERE i % 2 = 1 OR i = length(word) - 1
    );
    telling CONSTANT text[] := ARRAY(SELECT pair FROM unnest(every) pair WHERE pair <> ALL (EVERYWHERE));
    pairs CONSTANT text := array_to_string(CASE WHEN telling = '{}' THEN every ELSE telling END, ' ');
    until CONSTANT timestamptz := clock_timestamp() + milliseconds * interval '1 ms';
    parts integer := FEW + 1;
    found integer := 0;
    rows integer;
    bottom integer;
    key integer[];
BEGIN
    IF scope NOT IN ('system', 'cleared', 'centre', 'party') OR every = '{}' THEN
        RETURN;
    END IF;
    IF units IS NOT NULL THEN
        SELECT count(*) INTO parts FROM (SELECT FROM dispatch_assignment a WHERE a.unit_id = ANY (units) LIMIT FEW + 1) few;
    END IF;
    IF only_open OR parts <= FEW THEN
        RETURN QUERY
        SELECT w.ticket_id, w.opened_at FROM dispatch_ticketwords w
        WHERE w.ticket_id IN (
            SELECT t.id FROM dispatch_ticket t WHERE only_open AND t.stage <> 'closed'
            UNION ALL SELECT a.ticket_id FROM dispatch_assignment a WHERE NOT only_open AND a.unit_id = ANY (units)
            UNION ALL SELECT t.id FROM dispatch_ticket t WHERE NOT only_open AND of_unit IS NULL AND t.opened_by_id = me
        )
        AND w.text LIKE ALL (likes) AND (w.item = of_item) IS NOT FALSE AND (w.street IS NOT DISTINCT FROM of_street OR of_street IS NULL)
        AND (w.opened_at, w.ticket_id) < (newest, newest_id) AND w.opened_at >= oldest
        AND (NOT w.confidential OR scope <> 'centre')
        AND (of_unit IS NULL OR EXISTS (SELECT FROM dispatch_assignment a WHERE a.ticket_id = w.ticket_id AND a.unit_id = of_unit))
        AND (scope <> 'party' OR EXISTS (SELECT FROM dispatch_assignment a WHERE a.ticket_id = w.ticket_id AND a.unit_id = ANY (mine))
             OR EXISTS (SELECT FROM dispatch_ticket t WHERE t.id = w.ticket_id AND t.opened_by_id = me))
        ORDER BY w.opened_at DESC, w.ticket_id DESC LIMIT most;
        RETURN;
    END IF;
    SELECT greatest(oldest, min(t.opened_at)), least(newest, max(t.opened_at) + interval '1 s')
        INTO oldest, newest FROM dispatch_ticket t;
    IF NOT isfinite(oldest) THEN  -- no ticket yet
        RETURN;
    END IF;
    bottom := app_era(oldest);
    FOR era IN REVERSE app_era(newest) .. bottom LOOP
        key := app_word_keys(era, pairs, of_item, of_street);
        RETURN QUERY
        SELECT w.ticket_id, w.opened_at FROM dispatch_ticketwords w
        WHERE app_word_keys(w.era, w.text, w.item, w.street) @> key AND w.text LIKE ALL (likes)
        AND (w.opened_at, w.ticket_id) < (newest, newest_id) AND w.opened_at >= oldest
        AND (NOT w.confidential OR scope <> 'centre')
        AND (of_unit IS NULL OR EXISTS (SELECT FROM dispatch_assignment a WHERE a.ticket_id = w.ticket_id AND a.unit_id = of_unit))
        AND (scope <> 'party' OR EXISTS (SELECT FROM dispatch_assignment a WHERE a.ticket_id = w.ticket_id AND a.unit_id = ANY (mine))
             OR EXISTS (SELECT FROM dispatch_ticket t WHERE t.id = w.ticket_id AND t.opened_by_id = me))
        ORDER BY w.opened_at DESC, w.ticket_id DESC;
        GET DIAGNOSTICS rows = ROW_COUNT;
        found := found + rows;
        IF era > bottom AND (found >= most OR clock_timestamp() > until) THEN
            RETURN QUERY SELECT NULL::bigint, to_timestamp(era::bigint << 21);
            RETURN;
        END IF;
    END LOOP;
END $$;
"""
