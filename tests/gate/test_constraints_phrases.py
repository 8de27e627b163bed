"""What the database refuses of phrases."""

from dispatch.models import Phrase
from tests.gate.test_constraints import refused
from units import clock


def test_a_phrase_has_words_and_one_owner(world):
    facts = {"kind": "phrase", "sort": 1, "changed_at": clock.now(), "changed_by": world.shift_leader}
    refused("phrase_has_words", lambda: Phrase.objects.create(words="", **facts))
    two = {"owner": world.dispatcher, "unit": world.roads}
    refused("phrase_of_one", lambda: Phrase.objects.create(words="x", **two, **facts))
