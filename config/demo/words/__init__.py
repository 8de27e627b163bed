"""Sentences of the demo district, written by us: callers, collectors, units and the call-back desk speak in them.

Slots: {place} where, {when} since when, {n} a small number, {thing} a detail of the place.
"""

from config.demo.words.answers import ANSWERS
from config.demo.words.callers_city import CITY
from config.demo.words.callers_safety import SAFETY
from config.demo.words.callers_services import SERVICES
from config.demo.words.units import FEEDBACK

CALLERS: dict[str, list[str]] = {**SAFETY, **CITY, **SERVICES}


def answers(item: str) -> list[str]:
    """What a unit may answer when an item is done."""
    return ANSWERS.get(item) or FEEDBACK[item[:2]]


__all__ = ["ANSWERS", "CALLERS", "FEEDBACK", "answers"]
