-- Every step as an event in its ticket's chain. The text in `data` is written as json.dumps(…, sort_keys=True) writes it.
-- `came` and `went` are the units whose parts a step opens and ends, `stage` is where it leads, `moves` raises the version.

WITH step (ticket_id, kind, at, by_id, seat, unit_id, assignment_id, moves, stage, came, went, data) AS (
    SELECT id, 'open', opened_at, taker, taker_seat, taker_unit, NULL::bigint, 1, 'assignment', NULL::bigint[], NULL::bigint,
           '{"cell":' || coalesce(cell_id::text, 'null') || ',"item":' || to_json(code) || ',"priority":' || priority ||
           ',"seeded":%(seed)s,"source":"' || source || '"}'
    FROM piece_ticket
    UNION ALL
    SELECT id, fate, closed_at, CASE fate WHEN 'settle' THEN taker ELSE sender END,
           CASE fate WHEN 'settle' THEN taker_seat ELSE sender_seat END,
           CASE fate WHEN 'settle' THEN taker_unit ELSE sender_unit END, NULL, 1, 'closed', NULL, NULL,
           '{"disposition":"' || disposition || '"}'
    FROM piece_ticket WHERE fate <> 'work'
    UNION ALL
    SELECT t.id, 'assign', assigned_at, sender, sender_seat, sender_unit, NULL, 1, 'handling', p.units, NULL,
           '{"assists":' || pg_temp.ids(p.units[2:]) || ',"lead":' || lead_id || '}'
    FROM piece_ticket t
    JOIN (SELECT ticket_id, array_agg(unit_id ORDER BY place) AS units FROM piece_part GROUP BY 1) p ON p.ticket_id = t.id
    UNION ALL
    SELECT ticket_id, x.kind, x.at, handler, '', unit_id, id, 1, NULL, NULL, NULL, '{}'
    FROM piece_part CROSS JOIN LATERAL (VALUES ('accept', accepted_at), ('arrive', arrived_at)) x (kind, at)
    WHERE x.at IS NOT NULL
    UNION ALL
    SELECT f.ticket_id, 'give_feedback', f.at, f.by_id, '', p.unit_id, p.id, 1, CASE p.place WHEN 0 THEN 'verification' END,
           NULL, p.unit_id, '{"feedback":' || f.id || ',"solved":' || f.solved::text || '}'
    FROM piece_feedback f JOIN piece_part p ON p.id = f.assignment_id
    UNION ALL
    SELECT t.id, 'reject', t.rejected_at, verifier, verifier_seat, verifier_unit, NULL, 1, 'handling', ARRAY[p.unit_id], NULL,
           '{"answer":"not_fixed","assignment":' || p.id || '}'
    FROM piece_ticket t JOIN piece_part p ON p.ticket_id = t.id AND p.place = 0 WHERE t.rework = 1
    UNION ALL
    SELECT id, 'verify', verified_at, verifier, verifier_seat, verifier_unit, NULL, 1,
           CASE WHEN wants_callback THEN 'callback' ELSE 'closed' END, NULL, NULL,
           '{"answer":"fixed"' || CASE WHEN wants_callback THEN '' ELSE ',"disposition":"' || disposition || '"' END || '}'
    FROM piece_ticket WHERE fate = 'work'
    UNION ALL
    SELECT t.id, CASE c.outcome WHEN 'reached' THEN 'close' ELSE 'attempt' END, c.at, asker, asker_seat, asker_unit, NULL, 1,
           CASE WHEN last THEN 'closed' END, NULL, NULL,
           '{"attempt":' || c.attempt || ',"callback":' || c.id ||
           CASE WHEN last THEN ',"disposition":"' || disposition || '"' ELSE '' END || ',"outcome":"' || c.outcome || '"}'
    FROM piece_ticket t JOIN piece_callback c ON c.ticket_id = t.id
    CROSS JOIN LATERAL (SELECT c.outcome = 'reached' OR c.attempt = 3 AS last) l
    UNION ALL
    SELECT ticket_id, x.kind, x.at, %(system)s, '', NULL, NULL, 0, NULL, NULL, NULL,
           '{"assignment":' || coalesce(assignment_id::text, 'null') || ',"clock":"' || c.kind || '","clock_id":' || id || '}'
    FROM piece_clock c
    CROSS JOIN LATERAL (VALUES
        ('warn', started_at + (seconds * %(warn)s + 1) * interval '1 s'), ('miss', started_at + (seconds + 1) * interval '1 s')
    ) x (kind, at)
    WHERE x.at < stopped_at
), placed AS (
    SELECT step.*, t.cell_id, row_number() OVER life AS position, sum(moves) OVER life AS version,
           pg_temp.last_said(stage) OVER life AS stage_after, pg_temp.at_work(came, went) OVER life AS units_after
    FROM step JOIN piece_ticket t ON t.id = step.ticket_id
    WINDOW life AS (PARTITION BY ticket_id ORDER BY at, step.kind, step.data ROWS UNBOUNDED PRECEDING)
), told AS (
    SELECT placed.*, lag(stage_after, 1, '') OVER life AS stage_before, lag(units_after, 1, '{}') OVER life AS units_before
    FROM placed WINDOW life AS (PARTITION BY ticket_id ORDER BY at, kind, data)
), stated AS (
    SELECT told.*, cells, '[' || ticket_id || ',' || position || ',"' || kind || '","' || pg_temp.iso(at) || '",' || by_id || ',' ||
           to_json(seat) || ',' || coalesce(unit_id::text, 'null') || ',' || coalesce(assignment_id::text, 'null') || ',"' ||
           stage_before || '","' || stage_after || '",' || version || ',"parties",' || pg_temp.ids(units_before) || ',' ||
           pg_temp.ids(units_after) || ',' || pg_temp.ids(cells) || ',' || data || ',' AS facts
    FROM told
    CROSS JOIN LATERAL (
        SELECT CASE WHEN 'verification' IN (stage_before, stage_after) AND cell_id IS NOT NULL THEN ARRAY[cell_id] ELSE '{}' END AS cells
    ) c
), hashed AS (
    SELECT stated.*, pg_temp.chained(facts) OVER (PARTITION BY ticket_id ORDER BY at, kind, data ROWS UNBOUNDED PRECEDING) AS hash
    FROM stated
)
INSERT INTO piece_event
SELECT ticket_id, position, kind, at, by_id, seat, unit_id, assignment_id, stage_before, stage_after, version, units_before,
       units_after, cells, data, lag(hash, 1, '') OVER (PARTITION BY ticket_id ORDER BY at, kind, data), hash
FROM hashed;
