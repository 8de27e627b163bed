"""Who is at the seat: log-in and its second factor, idle and locked screens, the list of sessions, the log of all that."""
