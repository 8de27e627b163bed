-- The piece goes where the product keeps such rows; every constraint looks at it.

INSERT INTO dispatch_ticket (
    id, number, public_code, is_drill, confidential, stage, version, priority, source, item_id, first_item_id, rule_id, words,
    address, lon, lat, place_source, cell_id, community_id, street_id, entered_at, opened_at, opened_by_id, opened_seat,
    assigned_at, closed_at, disposition, changed_at, changed_by_id, due_at, wants_callback, reworks, returns, reopened,
    chain_position, chain_hash)
SELECT t.id, t.number, left(encode(sha256(uuid_send(gen_random_uuid())), 'hex'), 20), false, false, 'closed', e.version,
       t.priority, t.source, t.item_id, t.item_id, t.rule_id, t.words, t.address, t.lon, t.lat, 'seeded', t.cell_id,
       t.community_id, t.street_id, t.entered_at, t.opened_at, t.taker, t.taker_seat, t.assigned_at, t.closed_at,
       t.disposition, t.closed_at, e.by_id, NULL, t.wants_callback, t.rework, 0, 0, e.position, e.hash
FROM piece_ticket t JOIN piece_event e ON e.ticket_id = t.id AND e.at = t.closed_at AND e.stage_after = 'closed'
ORDER BY t.id;

INSERT INTO dispatch_party (id, ticket_id, name, phone, channel, wants_callback, joined_at)
SELECT nextval('dispatch_party_id_seq'), id, name, phone, source, wants_callback, opened_at
FROM piece_ticket WHERE phone <> '' ORDER BY id;

WITH call AS (
    INSERT INTO intake_call (channel, number, name, called_line, words, validity, advice, entered_at, saved_at, by_id, seat, is_drill)
    SELECT source, phone, name, 'seeded', words, CASE WHEN is_police THEN 'police' ELSE 'non_police' END, '', entered_at,
           opened_at, taker, taker_seat, false
    FROM piece_ticket WHERE source <> 'grid' ORDER BY id
    RETURNING id, entered_at, number
)
INSERT INTO intake_concern (call_id, ticket_id, opened)
SELECT call.id, t.id, true FROM call JOIN piece_ticket t ON t.entered_at = call.entered_at AND t.phone = call.number;

INSERT INTO intake_call (channel, number, name, called_line, words, validity, advice, entered_at, saved_at, by_id, seat, is_drill)
SELECT 'phone', CASE class.validity WHEN 'silent' THEN '' ELSE
           '1990' || lpad((10000 + floor(pg_temp.chance(key, 4) * %(phones)s))::text, 7, '0') END,
       '', 'seeded', '', class.validity, coalesce(pg_temp.one_of(class.advice, key, 5), ''), began,
       began + pg_temp.seconds(key, 6, 10, 60), taker.id, taker.seat, false
FROM (
    SELECT k.key, d.starts_at + make_interval(hours => (hour.hour - %(day_hour)s + 24) %% 24)
               + pg_temp.seconds(k.key, 0, 0, 3600) AS began
    FROM piece_day d
    CROSS JOIN LATERAL (
        SELECT -((d.day - DATE '2000-01-01')::bigint * 1000000 + d.have + i) AS key FROM generate_series(1, d.calls) i
    ) k
    JOIN draw_hour hour ON hour.slot = floor(pg_temp.chance(k.key, 1) * %(hours)s)
) c
JOIN draw_class class ON class.slot = floor(pg_temp.chance(key, 2) * %(classes)s)
JOIN draw_person taker ON taker.role = 'call_taker' AND taker.slot = floor(pg_temp.chance(key, 3) * %(slots)s)
ORDER BY began;

INSERT INTO grid_report (ticket_id, by_id, cell_id, at, accuracy_m)
SELECT id, collector_id, cell_id, opened_at, 12 FROM piece_ticket WHERE source = 'grid' ORDER BY id;

INSERT INTO dispatch_assignment (
    id, ticket_id, unit_id, part, status, sent_at, by_id, accepted_at, arrived_at, ended_at, handler_id, rework, version, due_at)
SELECT p.id, p.ticket_id, p.unit_id, CASE p.place WHEN 0 THEN 'lead' ELSE 'assist' END, 'done', p.sent_at, t.sender,
       p.accepted_at, p.arrived_at, coalesce(p.redone_at, p.done_at), p.handler, (p.redone_at IS NOT NULL)::int,
       3 + (p.arrived_at IS NOT NULL)::int + 2 * (p.redone_at IS NOT NULL)::int, NULL
FROM piece_part p JOIN piece_ticket t ON t.id = p.ticket_id ORDER BY p.id;

INSERT INTO dispatch_feedback (
    id, assignment_id, ticket_id, round, at, by_id, facts_true, in_remit, contacted_at, solved, why_not, public_answer, details)
SELECT id, assignment_id, ticket_id, round, at, by_id, true, true, NULL, solved, CASE WHEN solved THEN '' ELSE 'needs_time' END,
       answer, ''
FROM piece_feedback ORDER BY id;

INSERT INTO dispatch_verification (ticket_id, kind, cell_id, person_id, asked_at, due_at, answered_at, answered_by_id, answer, text)
SELECT t.id, 'after', t.cell_id, t.collector_id, x.asked_at, x.asked_at + %(verification)s * interval '1 s', x.answered_at,
       t.verifier, x.answer, pg_temp.one_of(x.texts, t.key, 62)
FROM piece_ticket t
CROSS JOIN LATERAL (VALUES
    (t.done_at, t.rejected_at, 'not_fixed', %(rejects)s), (coalesce(t.redone_at, t.done_at), t.verified_at, 'fixed', %(verified)s)
) x (asked_at, answered_at, answer, texts)
WHERE x.answered_at IS NOT NULL
ORDER BY t.id, x.asked_at;

INSERT INTO dispatch_callback (
    id, ticket_id, party_id, round, attempt, at, by_id, outcome, solved, satisfied_result, satisfied_process, text)
SELECT c.id, c.ticket_id, party.id, t.rework, c.attempt, c.at, t.asker, c.outcome, x.solved, x.result,
       CASE WHEN x.result IS NOT NULL THEN least(3, x.result + (pg_temp.chance(t.key, 61) < 0.3)::int) END,
       CASE c.outcome WHEN 'reached' THEN pg_temp.one_of(%(satisfied)s, t.key, 63) ELSE pg_temp.one_of(%(unanswered)s, t.key, 63) END
FROM piece_callback c
JOIN piece_ticket t ON t.id = c.ticket_id
LEFT JOIN dispatch_party party ON party.ticket_id = t.id
CROSS JOIN LATERAL (
    SELECT CASE WHEN c.outcome <> 'reached' THEN '' WHEN pg_temp.chance(t.key, 59) < 0.82 THEN 'solved' ELSE 'basically' END AS solved,
           CASE WHEN c.outcome = 'reached' THEN 3 - width_bucket(pg_temp.chance(t.key, 60), ARRAY[0.78, 0.94]) END AS result
) x
ORDER BY c.id;

INSERT INTO dispatch_clock (
    id, ticket_id, assignment_id, kind, started_at, limit_seconds, warn_at, due_at, warned_at, missed_at, stopped_at, stopped_by_id)
SELECT id, ticket_id, assignment_id, kind, started_at, seconds, warn_at, due_at,
       CASE WHEN warn_at + interval '1 s' < stopped_at THEN warn_at + interval '1 s' END,
       CASE WHEN due_at < stopped_at THEN least(due_at + interval '1 s', stopped_at) END, stopped_at, stopped_by
FROM piece_clock
CROSS JOIN LATERAL (
    SELECT started_at + seconds * %(warn)s * interval '1 s' AS warn_at, started_at + seconds * interval '1 s' AS due_at
) x
ORDER BY id;

INSERT INTO dispatch_event (
    ticket_id, position, kind, at, by_id, seat, unit_id, assignment_id, stage_before, stage_after, version, audience,
    units_before, units_after, cells, data, previous_hash, hash)
SELECT ticket_id, position, kind, at, by_id, seat, unit_id, assignment_id, stage_before, stage_after, version, 'parties',
       units_before, units_after, cells, data::jsonb, previous_hash, hash
FROM piece_event ORDER BY ticket_id, position;
