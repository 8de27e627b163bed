"""What the page shows: at most three items, the words of the text that led to each, and who would lead today."""

import re
from dataclasses import dataclass

import numpy as np

from dispatch import lookup
from dispatch.lookup import Line
from dispatch.suggesting.grams import grams, plain
from dispatch.suggesting.running import running

MOST = 3
FLOOR = -0.72  # margin: the machine says no to most items with -0.8 and less; nothing is better than nonsense
SHORTEST = 2  # characters of a word that led
_GRAMS, _WORDS = 6, 3  # the strongest grams, merged to so many words


@dataclass(frozen=True)
class Suggestion:
    line: Line  # the item as the list of items knows it: code, name, lead and priority of today's rule
    score: float
    words: list  # as they stand in the text


def suggest(text):
    """[Suggestion], best first; [] while there is no model, or it has nothing to say."""
    model = running() if len(text.strip()) >= SHORTEST else None
    if model is None:
        return []
    found, lines, said = grams(text), {line.value: line for line in lookup.items()}, []
    scores = model.scores(found)
    for column in np.argsort(-scores, kind="stable"):
        if len(said) == MOST or scores[column] < FLOOR:
            break
        words = what_led(text, model.what_led(found, column))
        if words and (line := lines.get(model.classes[column])):
            said.append(Suggestion(line, float(scores[column]), words))
    return said


def what_led(text, added):
    """The words of the text that the strongest grams stand in: grams that touch or overlap become one."""
    strongest = sorted((gram for gram in added if len(gram) >= SHORTEST and added[gram] > 0), key=added.get)[-_GRAMS:]
    signs, spans = plain(text), []
    for gram in strongest:
        share = added[gram]
        spans += [(at.start(), at.start() + len(gram), share) for at in re.finditer(f"(?={re.escape(gram)})", signs)]
    words = {}
    for begin, end, share in _merged(sorted(spans)):
        words[text[begin:end]] = max(share, words.get(text[begin:end], 0))
    return sorted(words, key=words.get, reverse=True)[:_WORDS]


def _merged(spans):
    """[(begin, end, sum of shares)] without overlaps, from spans in order."""
    merged = []
    for begin, end, share in spans:
        if merged and begin < merged[-1][1]:
            former = merged[-1]
            merged[-1] = (former[0], max(end, former[1]), former[2] + share)
        else:
            merged.append((begin, end, share))
    return merged
