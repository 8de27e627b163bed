"""What other apps show live beside tickets. A topic says in one query how it stands; when that changes, screens are told.

The message holds nothing but the topic's name: a page that shows it reads it again through its own view, which decides
what its person may see. Nothing is lost with a message: whoever connects, or comes back, reads all topics again.
"""

from collections.abc import Callable
from dataclasses import dataclass

_topics = {}


@dataclass(frozen=True)
class Topic:
    name: str
    audiences: frozenset  # who shows it
    state: Callable[[], object]  # one query over a few rows; called by the tailer at least twice a second


def register(name, audiences, state):
    _topics[name] = Topic(name, frozenset(audiences), state)


def every():
    return tuple(_topics.values())
