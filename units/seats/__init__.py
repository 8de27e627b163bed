"""The state of a seat in the hall: `moves` says what may follow what, `services` makes the moves, `now` reads them.

The telephone says of itself when somebody talks, writes up or is free again (`services.follow`); a person says when he
comes, goes, rests and is ready; the shift leader answers for rests; a seat that shows no life is away.
"""
