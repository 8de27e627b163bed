-- The units' parts with their feedback, the clocks that ran, and the attempts to reach the caller.

INSERT INTO piece_part
SELECT nextval('dispatch_assignment_id_seq'), ticket_id, key, place, unit_id, handler, assigned_at,
       assigned_at + accepted * interval '1 s',
       CASE WHEN place = 0 OR pg_temp.chance(key, 40 + place) < 0.4 THEN
           assigned_at + greatest(accepted + 1, least(first_feedback * (0.3 + 0.6 * pg_temp.chance(key, 44 + place)), 0.8 * span))
               * interval '1 s' END,
       assigned_at + span * interval '1 s',
       CASE place WHEN 0 THEN rejected_at END, CASE place WHEN 0 THEN redone_at END
FROM (
    SELECT t.*, t.id AS ticket_id, a.place, a.unit_id, coalesce(h.id, %(system)s) AS handler, span,
           least(t.acceptance * CASE WHEN pg_temp.chance(t.key, 48) < 0.06 THEN 1.2 + 2 * pg_temp.chance(t.key, 49)
                                     ELSE 0.12 + 0.66 * pg_temp.chance(t.key, 49 + a.place) END, 0.3 * span) AS accepted
    FROM piece_ticket t
    CROSS JOIN LATERAL (
        SELECT 0 AS place, t.lead_id AS unit_id
        UNION ALL
        SELECT min(n)::int, unit FROM (
            SELECT n, CASE unit WHEN 0 THEN t.street_id ELSE unit END AS unit FROM unnest(t.assists) WITH ORDINALITY x (unit, n)
            WHERE n <= width_bucket(pg_temp.chance(t.key, 53), ARRAY[0.56, 0.88, 0.97])
        ) named WHERE unit IS NOT NULL AND unit <> t.lead_id GROUP BY unit
    ) a
    CROSS JOIN LATERAL (
        SELECT extract(epoch FROM t.done_at - t.assigned_at)
               * CASE a.place WHEN 0 THEN 1 ELSE 0.3 + 0.6 * pg_temp.chance(t.key, 54 + a.place) END AS span
    ) s
    LEFT JOIN draw_handler h ON h.unit_id = a.unit_id
    WHERE t.fate = 'work'
    ORDER BY t.id, a.place
) p;

INSERT INTO piece_feedback
SELECT nextval('dispatch_feedback_id_seq'), p.ticket_id, p.id, r.round, r.at, p.handler,
       r.round = 2 OR pg_temp.chance(p.key, 58 + p.place) > 0.1, pg_temp.one_of(t.answers, p.key, 58 + p.place)
FROM piece_part p
JOIN piece_ticket t ON t.id = p.ticket_id
CROSS JOIN LATERAL (VALUES (1, p.done_at), (2, p.redone_at)) r (round, at)
WHERE r.at IS NOT NULL;

INSERT INTO piece_callback
SELECT nextval('dispatch_callback_id_seq'), t.id, n,
       t.verified_at + (t.closed_at - t.verified_at) * n / (t.attempts + (t.attempts < 3)::int),
       CASE WHEN n <= t.attempts THEN 'no_answer' ELSE 'reached' END
FROM piece_ticket t
CROSS JOIN LATERAL generate_series(1, t.attempts + (t.attempts < 3)::int) n
WHERE t.fate = 'work' AND t.wants_callback;

INSERT INTO piece_clock
SELECT nextval('dispatch_clock_id_seq'), c.*
FROM (
    SELECT t.id, NULL::bigint AS assignment_id, x.kind, x.started_at, x.seconds, x.stopped_at, x.by
    FROM piece_ticket t
    CROSS JOIN LATERAL (VALUES
        ('dispatch', t.entered_at, %(dispatch)s, coalesce(t.assigned_at, t.closed_at), CASE t.fate WHEN 'settle' THEN t.taker ELSE t.sender END),
        ('handling', t.assigned_at, t.resolve, t.closed_at, CASE WHEN t.wants_callback THEN t.asker ELSE t.verifier END),
        ('verification', t.done_at, %(verification)s, coalesce(t.rejected_at, t.verified_at), t.verifier),
        ('verification', t.redone_at, %(verification)s, CASE t.rework WHEN 1 THEN t.verified_at END, t.verifier),
        ('callback', CASE WHEN t.wants_callback THEN t.verified_at END, %(callback)s, t.closed_at, t.asker)
    ) x (kind, started_at, seconds, stopped_at, by)
    WHERE x.started_at IS NOT NULL
    UNION ALL
    SELECT p.ticket_id, p.id, x.kind, x.started_at, x.seconds, x.stopped_at, p.handler
    FROM piece_part p
    JOIN piece_ticket t ON t.id = p.ticket_id
    CROSS JOIN LATERAL (VALUES
        ('acceptance', p.sent_at, t.acceptance, p.accepted_at),
        ('first_feedback', p.sent_at, t.first_feedback, coalesce(p.arrived_at, p.done_at)),
        ('resolve', p.sent_at, t.resolve, p.done_at),
        ('resolve', p.rejected_at, greatest(60, t.resolve - extract(epoch FROM p.done_at - p.sent_at)::int), p.redone_at)
    ) x (kind, started_at, seconds, stopped_at)
    WHERE x.started_at IS NOT NULL
    ORDER BY 1
) c;
