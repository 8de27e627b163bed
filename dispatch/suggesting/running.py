"""Which model runs: the one that was used last. A process reads it once, and again when another is used."""

import logging

from dispatch.models import SuggesterPart, SuggesterUse
from dispatch.suggesting.model import Model, Unreadable
from units import clock, known

log = logging.getLogger(__name__)
WHOLE = "whole"
_kept = (None, None)  # (which, the model)


def running():
    """The model, or None while there is none."""
    global _kept
    which = known.answer("running suggester", _last_used)
    if which and _kept[0] != which:
        _kept = which, read(which[0])
    return _kept[1] if which else None


def number():
    """The number of the model that runs, or None."""
    which = _last_used()
    return which[0] if which else None


def _last_used():
    return SuggesterUse.objects.order_by("-pk").values_list("suggester", "suggester__trained_at").first()


def read(suggester_id):
    """The model of this number, or None if its bytes are gone or are none."""
    part = SuggesterPart.objects.filter(suggester=suggester_id, name=WHOLE).first()
    try:
        return Model.load(bytes(part.data)) if part else None
    except Unreadable as error:
        log.error("suggester %s cannot be read: %s", suggester_id, error)
        return None


def use(suggester, *, by=None):
    """From now on this one runs; other processes know it within half a minute."""
    use = SuggesterUse.objects.create(suggester=suggester, at=clock.now(), by=by)
    known.forget()
    return use
