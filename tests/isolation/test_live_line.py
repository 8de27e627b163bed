"""The line tells a stranger nothing either: no row, no ticket's id, no figure, however old the number that he asks from."""

import json
from functools import cache

import pytest

from dispatch.live import sequencer
from dispatch.live.audiences import CENTRE, audiences_of
from dispatch.live.counts import counts_of
from dispatch.live.deltas import Changes, encode
from dispatch.models import Feed
from tests.isolation.estate import EVERYBODY


@pytest.fixture(scope="module")
def feed(estate):
    sequencer.sequence_all()
    return list(Feed.objects.select_related("event").order_by("number"))


@pytest.fixture(scope="module")
def sent(feed):
    """`sent(audience)`: [(entries, message)] for each number from which a console may ask, alone and to the end. Made
    once for all who belong to the audience: a message is the same for each of them."""
    parts = [part for since in range(len(feed)) for part in ([feed[since]], feed[since:])]
    changes = [Changes(part) for part in parts]
    return cache(lambda audience: [(p, c.message(audience, "en")) for p, c in zip(parts, changes, strict=True)])


def _sealed(feed):
    """Open screens of the centre let go of a row by its id when its ticket is made confidential (dispatch/test_seal.py)."""
    return {entry.event.ticket_id for entry in feed if entry.event.kind == "seal"}


@pytest.mark.parametrize("role", [role for role in EVERYBODY if role != "anonymous"])
def test_no_message_to_a_stranger_speaks_of_what_is_hidden(estate, sent, role, record_property):
    stranger, said = estate.stranger(role), []
    audiences = audiences_of(type(stranger.person).objects.get(pk=stranger.person.pk))
    hidden = {int(pk) for pk in stranger.ids.get("ticket", ())}
    for audience in audiences:
        for part, message in sent(audience):
            if message:
                told = hidden & {*message["tickets"], *(row["ticket"] for row in message["rows"])}
                assert told <= (_sealed(part) if audience == CENTRE else set())
                said.append(encode(message).encode())
    said.append(json.dumps(counts_of(set(audiences)), default=str).encode())
    record_property("isolation: messages of the line", sum(len(sent(audience)) for audience in audiences))
    assert [canary for canary in stranger.canaries if any(canary in text for text in said)] == []


@pytest.mark.parametrize(("role", "expected"), [("unit_handler", 1), ("team", 0), ("handler of the parent", 0)])
def test_its_figures_count_only_what_is_ones_own(estate, role, expected):
    person = estate.people[role]
    counts = counts_of(set(audiences_of(type(person).objects.get(pk=person.pk))))
    assert [count["open"] for count in counts.values()] == [expected]
