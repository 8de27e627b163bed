-- The day's figures counted by plain SQL: (of, n), written apart from the measures and compared with them by
-- `manage.py figures`. Drills never count. %(start)s and %(end)s bound the local day, %(now)s is the moment of asking.

-- calls
SELECT count(*)
FROM intake_call
WHERE NOT is_drill AND saved_at >= %(start)s AND saved_at < %(end)s;

-- valid
SELECT count(*), count(*) FILTER (WHERE validity IN ('police', 'non_police', 'advice'))
FROM intake_call
WHERE NOT is_drill AND saved_at >= %(start)s AND saved_at < %(end)s AND validity NOT IN ('test', 'drill', 'internal')
    AND id NOT IN (SELECT origin_id FROM intake_ring WHERE origin_id IS NOT NULL AND call_id IS NOT NULL);

-- left_out_test
SELECT count(*)
FROM intake_call
WHERE NOT is_drill AND saved_at >= %(start)s AND saved_at < %(end)s AND validity = 'test';

-- left_out_internal
SELECT count(*)
FROM intake_call
WHERE NOT is_drill AND saved_at >= %(start)s AND saved_at < %(end)s AND validity = 'internal';

-- left_out_drill
SELECT count(*)
FROM intake_call
WHERE is_drill AND saved_at >= %(start)s AND saved_at < %(end)s;

-- left_out_owed
SELECT count(*)
FROM intake_call c JOIN intake_ring r ON r.origin_id = c.id
WHERE NOT c.is_drill AND c.saved_at >= %(start)s AND c.saved_at < %(end)s AND r.call_id IS NOT NULL;

-- answered
SELECT count(*), count(*) FILTER (WHERE answered_at - rang_at <= interval '15 seconds')
FROM intake_call
WHERE NOT is_drill AND saved_at >= %(start)s AND saved_at < %(end)s AND rang_at IS NOT NULL;

-- opened
SELECT count(*)
FROM dispatch_ticket
WHERE NOT is_drill AND opened_at >= %(start)s AND opened_at < %(end)s;

-- closed
SELECT count(*)
FROM dispatch_ticket t
WHERE t.stage = 'closed' AND NOT t.is_drill AND t.closed_at >= %(start)s AND t.closed_at < %(end)s AND t.disposition <> 'void';

-- overdue
SELECT count(*), count(*) FILTER (WHERE waiting)
FROM (SELECT bool_or(x.stopped_at IS NULL) AS waiting
FROM dispatch_clock x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.due_at >= %(start)s
AND x.due_at < least(%(end)s, %(now)s) AND (x.stopped_at IS NULL OR x.stopped_at > x.due_at)
GROUP BY x.ticket_id) late;

-- reworked
SELECT count(*), count(*) FILTER (WHERE x.round > 1)
FROM dispatch_feedback x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.at >= %(start)s AND x.at < %(end)s;

-- returned
SELECT count(*), count(*) FILTER (WHERE x.status = 'returned')
FROM dispatch_assignment x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.sent_at >= %(start)s AND x.sent_at < %(end)s;

-- accurate
SELECT count(*), count(*) FILTER (WHERE r.id IS NULL)
FROM dispatch_assignment x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
LEFT JOIN dispatch_return r ON r.assignment_id = x.id AND r.reason IN ('R1', 'R2', 'R3', 'R4')
WHERE x.sent_at >= %(start)s AND x.sent_at < %(end)s;

-- called_back
SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT 1
FROM dispatch_callback c WHERE c.ticket_id = t.id))
FROM dispatch_ticket t
WHERE t.stage = 'closed' AND NOT t.is_drill AND t.closed_at >= %(start)s AND t.closed_at < %(end)s AND t.disposition <> 'void' AND t.wants_callback AND t.assigned_at IS NOT NULL;

-- unreachable
SELECT count(*)
FROM dispatch_ticket t
WHERE t.stage = 'closed' AND NOT t.is_drill AND t.closed_at >= %(start)s AND t.closed_at < %(end)s AND t.disposition = 'unreachable';

-- solved
SELECT count(*), count(*) FILTER (WHERE x.solved IN ('solved', 'basically'))
FROM dispatch_callback x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.outcome = 'reached' AND x.at >= %(start)s AND x.at < %(end)s;

-- solved_counted
SELECT count(*), count(*) FILTER (WHERE x.solved IN ('solved', 'basically'))
FROM dispatch_callback x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.counts AND x.outcome = 'reached' AND x.at >= %(start)s AND x.at < %(end)s;

-- uncounted
SELECT count(*)
FROM dispatch_callback x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE NOT x.counts AND x.outcome = 'reached' AND x.at >= %(start)s AND x.at < %(end)s;

-- satisfied
SELECT count(x.satisfied_result), count(*) FILTER (WHERE x.satisfied_result >= 2)
FROM dispatch_callback x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.outcome = 'reached' AND x.at >= %(start)s AND x.at < %(end)s;

-- satisfied_counted
SELECT count(x.satisfied_result), count(*) FILTER (WHERE x.satisfied_result >= 2)
FROM dispatch_callback x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.counts AND x.outcome = 'reached' AND x.at >= %(start)s AND x.at < %(end)s;

-- satisfied_process
SELECT count(x.satisfied_process), count(*) FILTER (WHERE x.satisfied_process >= 2)
FROM dispatch_callback x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.outcome = 'reached' AND x.at >= %(start)s AND x.at < %(end)s;

-- assigned_in_time
SELECT count(*), count(*) FILTER (WHERE x.stopped_at <= x.due_at)
FROM dispatch_clock x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.kind = 'dispatch'
AND x.due_at >= %(start)s
AND x.due_at < least(%(end)s, %(now)s);

-- accepted_in_time
SELECT count(*), count(*) FILTER (WHERE x.stopped_at <= x.due_at)
FROM dispatch_clock x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.kind = 'acceptance'
AND x.due_at >= %(start)s
AND x.due_at < least(%(end)s, %(now)s);

-- first_word_in_time
SELECT count(*), count(*) FILTER (WHERE x.stopped_at <= x.due_at)
FROM dispatch_clock x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.kind = 'first_feedback'
AND x.due_at >= %(start)s
AND x.due_at < least(%(end)s, %(now)s);

-- handled_in_time
SELECT count(*), count(*) FILTER (WHERE x.stopped_at <= x.due_at)
FROM dispatch_clock x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.kind = 'resolve'
AND x.due_at >= %(start)s
AND x.due_at < least(%(end)s, %(now)s);

-- answered_in_time
SELECT count(*), count(*) FILTER (WHERE x.stopped_at <= x.due_at)
FROM dispatch_clock x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.kind = 'supervision'
AND x.due_at >= %(start)s
AND x.due_at < least(%(end)s, %(now)s);

-- ruled_in_time
SELECT count(*), count(*) FILTER (WHERE x.stopped_at <= x.due_at)
FROM dispatch_clock x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.kind = 'arbitration'
AND x.due_at >= %(start)s
AND x.due_at < least(%(end)s, %(now)s);

-- verified_in_time
SELECT count(*), count(*) FILTER (WHERE x.stopped_at <= x.due_at)
FROM dispatch_clock x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.kind = 'verification'
AND x.due_at >= %(start)s
AND x.due_at < least(%(end)s, %(now)s);

-- called_back_in_time
SELECT count(*), count(*) FILTER (WHERE x.stopped_at <= x.due_at)
FROM dispatch_clock x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.kind = 'callback'
AND x.due_at >= %(start)s
AND x.due_at < least(%(end)s, %(now)s);

-- closed_in_time
SELECT count(*), count(*) FILTER (WHERE x.stopped_at <= x.due_at)
FROM dispatch_clock x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.kind = 'handling'
AND x.due_at >= %(start)s
AND x.due_at < least(%(end)s, %(now)s);

-- reported
SELECT count(*), count(*) FILTER (WHERE t.disposition <> 'void')
FROM grid_report x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.at >= %(start)s AND x.at < %(end)s;

-- assigned_in_time_exempted
SELECT count(*), count(*) FILTER (WHERE x.stopped_at <= x.due_at)
FROM dispatch_clock x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.exempted_at IS NULL AND x.kind = 'dispatch'
AND x.due_at >= %(start)s
AND x.due_at < least(%(end)s, %(now)s);

-- accepted_in_time_exempted
SELECT count(*), count(*) FILTER (WHERE x.stopped_at <= x.due_at)
FROM dispatch_clock x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.exempted_at IS NULL AND x.kind = 'acceptance'
AND x.due_at >= %(start)s
AND x.due_at < least(%(end)s, %(now)s);

-- first_word_in_time_exempted
SELECT count(*), count(*) FILTER (WHERE x.stopped_at <= x.due_at)
FROM dispatch_clock x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.exempted_at IS NULL AND x.kind = 'first_feedback'
AND x.due_at >= %(start)s
AND x.due_at < least(%(end)s, %(now)s);

-- handled_in_time_exempted
SELECT count(*), count(*) FILTER (WHERE x.stopped_at <= x.due_at)
FROM dispatch_clock x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.exempted_at IS NULL AND x.kind = 'resolve'
AND x.due_at >= %(start)s
AND x.due_at < least(%(end)s, %(now)s);

-- answered_in_time_exempted
SELECT count(*), count(*) FILTER (WHERE x.stopped_at <= x.due_at)
FROM dispatch_clock x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.exempted_at IS NULL AND x.kind = 'supervision'
AND x.due_at >= %(start)s
AND x.due_at < least(%(end)s, %(now)s);

-- ruled_in_time_exempted
SELECT count(*), count(*) FILTER (WHERE x.stopped_at <= x.due_at)
FROM dispatch_clock x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.exempted_at IS NULL AND x.kind = 'arbitration'
AND x.due_at >= %(start)s
AND x.due_at < least(%(end)s, %(now)s);

-- verified_in_time_exempted
SELECT count(*), count(*) FILTER (WHERE x.stopped_at <= x.due_at)
FROM dispatch_clock x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.exempted_at IS NULL AND x.kind = 'verification'
AND x.due_at >= %(start)s
AND x.due_at < least(%(end)s, %(now)s);

-- called_back_in_time_exempted
SELECT count(*), count(*) FILTER (WHERE x.stopped_at <= x.due_at)
FROM dispatch_clock x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.exempted_at IS NULL AND x.kind = 'callback'
AND x.due_at >= %(start)s
AND x.due_at < least(%(end)s, %(now)s);

-- closed_in_time_exempted
SELECT count(*), count(*) FILTER (WHERE x.stopped_at <= x.due_at)
FROM dispatch_clock x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.exempted_at IS NULL AND x.kind = 'handling'
AND x.due_at >= %(start)s
AND x.due_at < least(%(end)s, %(now)s);

-- satisfied_process_counted
SELECT count(x.satisfied_process), count(*) FILTER (WHERE x.satisfied_process >= 2)
FROM dispatch_callback x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.counts AND x.outcome = 'reached' AND x.at >= %(start)s AND x.at < %(end)s;

-- appraised
SELECT count(*), count(*) FILTER (WHERE t.counts)
FROM dispatch_ticket t
WHERE t.stage = 'closed' AND NOT t.is_drill AND t.closed_at >= %(start)s AND t.closed_at < %(end)s AND t.disposition <> 'void';

-- extended
SELECT count(*), count(*) FILTER (WHERE x.state = 'granted')
FROM dispatch_extension x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.asked_at >= %(start)s AND x.asked_at < %(end)s;

-- suspended
SELECT count(*), count(*) FILTER (WHERE x.state IN ('running', 'ended'))
FROM dispatch_suspension x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.asked_at >= %(start)s AND x.asked_at < %(end)s;

-- appealed
SELECT count(*), count(*) FILTER (WHERE x.state = 'upheld')
FROM dispatch_appeal x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.asked_at >= %(start)s AND x.asked_at < %(end)s;

-- ruled
SELECT count(*), count(*) FILTER (WHERE x.decided_at IS NOT NULL)
FROM dispatch_ruling x
JOIN dispatch_ticket t ON t.id = x.ticket_id AND NOT t.is_drill
WHERE x.opened_at >= %(start)s AND x.opened_at < %(end)s;
