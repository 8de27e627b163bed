"""Sentences of the demo district, written by us: callers, collectors, units and the call-back desk speak in them.

Slots: {place} where, {when} since when, {n} a small number, {thing} a detail of the place.
"""

from config.demo.words.callers_city import CITY
from config.demo.words.callers_safety import SAFETY
from config.demo.words.callers_services import SERVICES
from config.demo.words.units import FEEDBACK

CALLERS: dict[str, list[str]] = {**SAFETY, **CITY, **SERVICES}

__all__ = ["CALLERS", "FEEDBACK"]
