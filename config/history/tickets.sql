-- The tickets of a piece: what it is about, who, where, and when each step of its life fell. Nothing is stored yet but
-- the numbers taken from each day's series. A life that would reach beyond now is lived faster.

WITH taken AS (
    INSERT INTO dispatch_numberseries (day, kind, last) SELECT day, 'T', n FROM piece_day WHERE n > 0
    ON CONFLICT (day, kind) DO UPDATE SET last = dispatch_numberseries.last + EXCLUDED.last
    RETURNING day, last
), drawn AS (
    SELECT k.key, d.day, taken.last - d.n AS numbered,
           d.starts_at + make_interval(hours => (hour.hour - %(day_hour)s + 24) %% 24)
               + pg_temp.seconds(k.key, 0, 0, 3600) AS entered_at,
           item.*, place.cell_id, place.community_id, place.street_id, place.collector_id, place.lon, place.lat,
           place.name || (1 + floor(pg_temp.chance(k.key, 4) * 180))::int || '号' AS address,
           pg_temp.chance(k.key, 3) < 0.12 AND place.collector_id IS NOT NULL AS by_patrol,
           pg_temp.chance(k.key, 6) < 0.15 AS late
    FROM piece_day d
    JOIN taken USING (day)
    CROSS JOIN LATERAL (
        SELECT (d.day - DATE '2000-01-01')::bigint * 1000000 + d.have + i AS key FROM generate_series(1, d.n) i
    ) k
    JOIN draw_hour hour ON hour.slot = floor(pg_temp.chance(k.key, 1) * %(hours)s)
    JOIN draw_item item ON item.slot = floor(pg_temp.chance(k.key, 2) * %(items)s)
    JOIN draw_place place ON place.slot = floor(pg_temp.chance(k.key, 5) * %(places)s)
), fated AS (
    SELECT drawn.*, entered_at + pg_temp.seconds(key, 7, 28, 80) AS opened_at,
           CASE WHEN priority >= 3 AND NOT by_patrol AND pg_temp.chance(key, 8) < 0.06 THEN 'settle'
                WHEN pg_temp.chance(key, 8) > 0.985 THEN 'void' ELSE 'work' END AS fate,
           NOT by_patrol AND pg_temp.chance(key, 9) < 0.85 AS asks,
           (pg_temp.chance(key, 10) < 0.06)::int AS rework,
           width_bucket(pg_temp.chance(key, 11), ARRAY[0.70, 0.88, 0.96]) AS tries,
           CASE WHEN late AND pg_temp.chance(key, 12) < 0.4 THEN 1.02 + 0.3 * pg_temp.chance(key, 13)
                ELSE 0.06 + 0.39 * pg_temp.chance(key, 13) * pg_temp.chance(key, 14) END * resolve AS to_done,
           CASE WHEN late AND pg_temp.chance(key, 15) < 0.15 THEN 1.1 ELSE 0.04 END * %(verification)s
               + pg_temp.chance(key, 16) * 0.8 * %(verification)s AS to_answer,
           (0.05 + 0.15 * pg_temp.chance(key, 17)) * resolve AS to_redone,
           180 + (1 + width_bucket(pg_temp.chance(key, 11), ARRAY[0.70, 0.88, 0.96])) * 9000 * pg_temp.chance(key, 18)
               AS to_close
    FROM drawn
), paced AS (
    SELECT fated.*, opened_at + CASE WHEN late AND pg_temp.chance(key, 19) < 0.6 THEN pg_temp.seconds(key, 20, 165, 640)
                                     ELSE pg_temp.seconds(key, 20, 25, 60) END AS assigned_at,
           least(1, 0.9 * extract(epoch FROM %(now)s - opened_at - interval '640 s')
               / (to_done + 2 * to_answer + rework * to_redone + to_close)) AS pace
    FROM fated
), timed AS (
    SELECT paced.*, done_at, answered_at, redone_at, verified_at,
           CASE fate WHEN 'work' THEN verified_at + asks::int * pace * to_close * interval '1 s'
                ELSE opened_at + pg_temp.seconds(key, 21, 8, 50) END AS closed_at
    FROM paced
    CROSS JOIN LATERAL (SELECT assigned_at + pace * to_done * interval '1 s' AS done_at) a
    CROSS JOIN LATERAL (SELECT done_at + pace * to_answer * interval '1 s' AS answered_at) b
    CROSS JOIN LATERAL (SELECT answered_at + pace * to_redone * interval '1 s' AS redone_at) c
    CROSS JOIN LATERAL (
        SELECT CASE rework WHEN 1 THEN redone_at + pace * to_answer * interval '1 s' ELSE answered_at END AS verified_at
    ) d
)
INSERT INTO piece_ticket
SELECT key, nextval('dispatch_ticket_id_seq'),
       'T' || to_char(day, 'YYYYMMDD') || '-' || lpad(serial::text, greatest(4, length(serial::text)), '0'),
       item_id, rule_id, code, is_police, priority, resolve, first_feedback, acceptance, lead_id, assists, answers,
       replace(pg_temp.one_of(words, key, 22), '{place}', address),
       cell_id, community_id, street_id, collector_id, lon, lat, address,
       CASE WHEN by_patrol THEN 'grid' ELSE (ARRAY['phone', 'web', 'sms'])[1 + width_bucket(pg_temp.chance(key, 23), ARRAY[0.9, 0.97])] END,
       CASE WHEN by_patrol THEN '' ELSE
           substr(%(family)s, 1 + floor(pg_temp.chance(key, 24) * length(%(family)s))::int, 1) ||
           substr(%(given)s, 1 + floor(pg_temp.chance(key, 25) * (length(%(given)s) - 1))::int, 2) END,
       CASE WHEN by_patrol THEN '' ELSE '1990' || lpad((10000 + floor(pg_temp.chance(key, 26) * %(phones)s))::text, 7, '0') END,
       asks, fate, CASE fate WHEN 'work' THEN rework ELSE 0 END, CASE WHEN fate = 'work' AND asks THEN tries ELSE 0 END,
       CASE WHEN by_patrol THEN collector_id ELSE taker.id END,
       CASE WHEN by_patrol THEN patrol.unit_id ELSE taker.unit_id END, CASE WHEN by_patrol THEN '' ELSE taker.seat END,
       sender.id, sender.unit_id, sender.seat, verifier.id, verifier.unit_id, verifier.seat, asker.id, asker.unit_id, asker.seat,
       entered_at, opened_at,
       CASE fate WHEN 'work' THEN assigned_at END, CASE fate WHEN 'work' THEN done_at END,
       CASE WHEN fate = 'work' AND rework = 1 THEN answered_at END, CASE WHEN fate = 'work' AND rework = 1 THEN redone_at END,
       CASE fate WHEN 'work' THEN verified_at END, closed_at,
       CASE WHEN fate = 'settle' THEN 'explained' WHEN fate = 'void' THEN 'void' WHEN asks AND tries = 3 THEN 'unreachable'
            ELSE (ARRAY['on_site', 'later', 'explained', 'policy'])[1 + width_bucket(pg_temp.chance(key, 27), ARRAY[0.46, 0.84, 0.96])] END
FROM (SELECT timed.*, numbered + row_number() OVER (PARTITION BY day ORDER BY entered_at, key) AS serial
      FROM timed ORDER BY entered_at, key) t
JOIN draw_person taker ON taker.role = 'call_taker' AND taker.slot = floor(pg_temp.chance(key, 28) * %(slots)s)
JOIN draw_person sender ON sender.role = 'dispatcher' AND sender.slot = floor(pg_temp.chance(key, 29) * %(slots)s)
JOIN draw_person verifier ON verifier.role = 'verifier' AND verifier.slot = floor(pg_temp.chance(key, 30) * %(slots)s)
JOIN draw_person asker ON asker.role = 'callback' AND asker.slot = floor(pg_temp.chance(key, 31) * %(slots)s)
LEFT JOIN units_user patrol ON patrol.id = collector_id;
