-- What a piece is drawn from (filled once by lookups.py), and the piece itself (empty again at its COMMIT).

CREATE TEMP TABLE draw_item (
    slot int PRIMARY KEY, item_id bigint, rule_id bigint, code text, is_police boolean, priority int, lead_id bigint,
    assists bigint[], first_feedback int, acceptance int, resolve int, words text[], answers text[]
);
CREATE TEMP TABLE draw_place (
    slot int PRIMARY KEY, cell_id bigint, community_id bigint, street_id bigint, collector_id bigint, lon float8, lat float8,
    name text
);
CREATE TEMP TABLE draw_person (role text, slot int, id bigint, unit_id bigint, seat text, PRIMARY KEY (role, slot));
CREATE TEMP TABLE draw_handler (unit_id bigint PRIMARY KEY, id bigint);
CREATE TEMP TABLE draw_hour (slot int PRIMARY KEY, hour int);
CREATE TEMP TABLE draw_class (slot int PRIMARY KEY, validity text, advice text[]);

CREATE TEMP TABLE piece_day (day date, starts_at timestamptz, have int, n int, calls int) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE piece_ticket (
    key bigint, id bigint, number text, item_id bigint, rule_id bigint, code text, is_police boolean, priority int,
    resolve int, first_feedback int, acceptance int, lead_id bigint, assists bigint[], answers text[], words text,
    cell_id bigint, community_id bigint, street_id bigint, collector_id bigint, lon float8, lat float8, address text,
    source text, name text, phone text, wants_callback boolean, fate text, rework int, attempts int,
    taker bigint, taker_unit bigint, taker_seat text, sender bigint, sender_unit bigint, sender_seat text,
    verifier bigint, verifier_unit bigint, verifier_seat text, asker bigint, asker_unit bigint, asker_seat text,
    entered_at timestamptz, opened_at timestamptz, assigned_at timestamptz, done_at timestamptz, rejected_at timestamptz,
    redone_at timestamptz, verified_at timestamptz, closed_at timestamptz, disposition text
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE piece_part (
    id bigint, ticket_id bigint, key bigint, place int, unit_id bigint, handler bigint, sent_at timestamptz,
    accepted_at timestamptz, arrived_at timestamptz, done_at timestamptz, rejected_at timestamptz, redone_at timestamptz
) ON COMMIT DELETE ROWS;
CREATE INDEX ON piece_part (ticket_id);
CREATE TEMP TABLE piece_clock (
    id bigint, ticket_id bigint, assignment_id bigint, kind text, started_at timestamptz, seconds int, stopped_at timestamptz,
    stopped_by bigint
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE piece_callback (
    id bigint, ticket_id bigint, attempt int, at timestamptz, outcome text
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE piece_feedback (
    id bigint, ticket_id bigint, assignment_id bigint, round int, at timestamptz, by_id bigint, solved boolean, answer text
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE piece_event (
    ticket_id bigint, position int, kind text, at timestamptz, by_id bigint, seat text, unit_id bigint, assignment_id bigint,
    stage_before text, stage_after text, version int, units_before bigint[], units_after bigint[], cells bigint[], data text,
    previous_hash text, hash text
) ON COMMIT DELETE ROWS;
