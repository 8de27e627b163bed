"""Which field of an event was changed? A hash does not say; but it says yes when the old value is put back.

So each field gets its likely old values in turn: those of its neighbours, the words of the table of moves, and every value
that is one byte away. Where none fits, more than one byte was changed.
"""

from datetime import UTC, datetime, timedelta

from dispatch.models import Event
from dispatch.services import chain
from dispatch.workflow import MOVES, Stage

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_PRINTABLE = [chr(code) for code in range(32, 127)]
_WORDS = {
    "kind": [*MOVES, "open"],
    "stage_before": ["", *Stage.values],
    "stage_after": Stage.values,
    "audience": Event.Audience.values,
}
_BEFORE = {"stage_before": "stage_after"}  # what continues a field of the event before


def of_event(facts, hash_, follower, before):
    """A sentence about an event whose hash does not fit. `follower` is the hash that the next event or the head kept."""
    if follower != hash_ and follower in (chain.digest_of(facts), chain.first_digest_of(facts)):
        return "its hash was changed; its facts are as they were written."
    for index, name in enumerate(chain.FACTS):
        for old in _candidates(name, facts[index], before):
            tried = [*facts[:index], old, *facts[index + 1 :]]
            if hash_ in (chain.digest_of(tried), chain.first_digest_of(tried)):
                return f"{name} was changed: it was {_shown(old)} when written and is {_shown(facts[index])} now."
    return "its facts do not give its hash any more: more than one byte of them, or of the hash, was changed."


def _candidates(name, value, before):
    yield from _WORDS.get(name, ())
    if before is not None:
        yield before[chain.FACTS.index(_BEFORE.get(name, name))]
    if value is None:
        return
    yield from one_byte_away(value)


def one_byte_away(value):
    """Every value that differs in one byte of what the database stores (for text: in one printable character)."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        for byte in range(8):
            old = value >> 8 * byte & 0xFF
            yield from (value + (new - old << 8 * byte) for new in range(256) if new != old)
        yield None
    elif isinstance(value, datetime):
        for count in one_byte_away((value - _EPOCH) // _MICROSECOND):
            if count is not None and 0 <= count < 1 << 55:  # up to the year 3111
                yield _EPOCH + count * _MICROSECOND
    elif isinstance(value, str):
        for index in range(len(value)):
            yield from (value[:index] + character + value[index + 1 :] for character in _PRINTABLE)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from ([*value[:index], other, *value[index + 1 :]] for other in one_byte_away(item))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from ({**value, key: other} for other in one_byte_away(item))


def _shown(value):
    return chain.utc(value) if isinstance(value, datetime) else f"“{value}”"
