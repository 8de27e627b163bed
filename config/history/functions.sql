-- Chance that is the same for the same seed, and the chain of hashes as dispatch/services/chain.py writes it.

CREATE FUNCTION pg_temp.chance(key bigint, what int) RETURNS float8 LANGUAGE sql IMMUTABLE AS
$$ SELECT (hashint8extended(key * 64 + what, %(seed)s) & 4294967295)::float8 / 4294967296 $$;

-- Some seconds between low and high.
CREATE FUNCTION pg_temp.seconds(key bigint, what int, low float8, high float8) RETURNS interval LANGUAGE sql IMMUTABLE AS
$$ SELECT make_interval(secs => low + pg_temp.chance(key, what) * (high - low)) $$;

CREATE FUNCTION pg_temp.one_of(texts text[], key bigint, what int) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT texts[1 + floor(pg_temp.chance(key, what) * cardinality(texts))::int] $$;

-- Running values along a ticket's events. In plpgsql: as aggregates' functions these are called for each event.
-- A stage holds until another comes.
CREATE FUNCTION pg_temp.later(former text, latter text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS
$$ BEGIN RETURN coalesce(latter, former); END $$;
CREATE AGGREGATE pg_temp.last_said(text) (SFUNC = pg_temp.later, STYPE = text);

-- The units with an open part: some come, one is done.
CREATE FUNCTION pg_temp.come_and_go(units bigint[], came bigint[], went bigint) RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE AS
$$ BEGIN
    IF came IS NOT NULL THEN
        RETURN array(SELECT unit FROM unnest(units || came) unit ORDER BY 1);
    END IF;
    RETURN CASE WHEN went IS NULL THEN units ELSE array_remove(units, went) END;
END $$;
CREATE AGGREGATE pg_temp.at_work(bigint[], bigint) (SFUNC = pg_temp.come_and_go, STYPE = bigint[], INITCOND = '{}');

-- Each event's facts end with the hash before it: [fact,fact,…,"hash"].
CREATE FUNCTION pg_temp.linked(previous text, facts text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS
$$ BEGIN RETURN encode(sha256(convert_to(facts || '"' || previous || '"]', 'UTF8')), 'hex'); END $$;
CREATE AGGREGATE pg_temp.chained(text) (SFUNC = pg_temp.linked, STYPE = text, INITCOND = '');

CREATE FUNCTION pg_temp.iso(moment timestamptz) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00' $$;

-- As json.dumps(…, separators=(",", ":")) writes a list of ids.
CREATE FUNCTION pg_temp.ids(list bigint[]) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT '[' || array_to_string(list, ',') || ']' $$;
