"""History made inside PostgreSQL: closed tickets of past days with all that belongs to them, to measure and to practise with.

Set-based SQL in the application's own role: constraints, append-only triggers and row-level security hold as ever. A run
of days is one transaction, so live screens go on; its events have hashes of their own chain and lie under a checkpoint,
but never enter the feed, because nobody needs to hear of them. `place_source` and `called_line` say SEEDED.
"""

SEEDED = "seeded"
