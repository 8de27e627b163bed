"""One shift hands over to the next: a ledger that the system drafts, signed by who goes and then by who comes.

The order is held: nobody takes what was not given, nobody signs on both sides, and no ledger follows one that still waits.
"""

import hashlib
import json
from contextlib import contextmanager
from datetime import UTC, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from dispatch import handovers
from dispatch.models import Handover
from units import clock
from units.refusals import BadInput, NotAllowed, Stale, WrongStage
from units.templatetags.ui import clock_text
from units.transactions import whole

GIVEN = ("lines", "figures", "remarks", "equipment", "notes", "lines_at", "given_at", "given_by_id", "given_seat")
TAKEN = ("given_hash", "taken_at", "taken_by_id", "taken_seat", "taken_words")


def draft_handover(*, by):
    """A ledger of this moment; the one that still waits for its signatures, if there is one, whoever drafted it."""
    with whole():
        if waiting := Handover.objects.waiting().first():
            return waiting
        now = clock.now()
        lines, figures = handovers.drawn(by, now)
        draft = Handover(
            drafted_at=now, drafted_by=by, lines_at=now, lines=lines, figures=figures, written_at=now, written_by=by,
            sections=handovers.sections_drawn(by, now),
        )  # fmt: skip
        # pressed by two people at once, both get the one that was first
        Handover.objects.bulk_create([draft], ignore_conflicts=True)
        return Handover.objects.waiting().get()


def write_handover(handover, *, remarks, equipment, notes, by, version):
    """What people add to it: `remarks` by the keys of lines, broken `equipment` a line each, `notes`."""
    with _open(handover, by, version) as ledger:
        _written(ledger, remarks, equipment, notes, by)
    return ledger


def redraw_handover(handover, *, remarks, equipment, notes, by, version):
    """The lines of this moment; what people wrote stays."""
    with _open(handover, by, version) as ledger:
        _written(ledger, remarks, equipment, notes, by)
        lines, figures = handovers.drawn(by, ledger.written_at)
        ledger.lines = handovers.with_ended(lines, ledger.lines, ledger.remarks)
        owed = handovers.sections_drawn(by, ledger.written_at)
        ledger.sections = handovers.sections_with_ended(owed, ledger.sections, ledger.remarks)
        ledger.figures, ledger.lines_at = figures, ledger.written_at
    return ledger


def give_handover(handover, *, remarks, equipment, notes, by, version):
    """The first signature, of who goes; from here on the content stays. Lines of long ago are not signed."""
    with _open(handover, by, version) as ledger:
        _written(ledger, remarks, equipment, notes, by)
        now = ledger.written_at
        if ledger.lines_at < now - timedelta(seconds=settings.HANDOVER_FRESH_SECONDS):
            facts = {"at": clock_text(ledger.lines_at)}
            raise BadInput(_("These lines are of %(at)s. Draw them anew, look again, then sign.") % facts)
        ledger.given_at, ledger.given_by, ledger.given_seat = now, by, by.seat_code
        ledger.given_hash = _digest(ledger, GIVEN)
    return ledger


def take_handover(handover, *, by, text=""):
    """The second signature, of who comes, with a word of his own where he sees it otherwise."""
    with whole():
        ledger = _locked(handover)
        if ledger.is_taken:
            facts = {"by": ledger.taken_by.label, "at": ledger.taken_at}
            words = {"by": facts["by"], "at": clock_text(ledger.taken_at)}
            raise Stale(_("%(by)s took over already, at %(at)s.") % words, **facts)
        if not ledger.is_given:
            raise WrongStage(_("Whoever goes signs first."))
        if ledger.given_by_id == by.pk:
            raise NotAllowed(_("You signed as the one who goes. Another person takes over."))
        ledger.taken_at, ledger.taken_by, ledger.taken_seat = clock.now(), by, by.seat_code
        ledger.taken_words = text
        ledger.taken_hash = _digest(ledger, TAKEN)
        ledger.save()
    return ledger


def intact(handover):
    """Whether what was signed is still what stands there."""
    given = not handover.is_given or handover.given_hash == _digest(handover, GIVEN)
    return given and (not handover.is_taken or handover.taken_hash == _digest(handover, TAKEN))


@contextmanager
def _open(handover, by, version):
    """The ledger under lock, while nobody has signed it and nobody else has written since the page was drawn."""
    with whole():
        ledger = _locked(handover)
        if ledger.is_given:
            facts = {"by": ledger.given_by.label, "at": ledger.given_at}
            words = {"by": facts["by"], "at": clock_text(ledger.given_at)}
            raise Stale(_("%(by)s signed this ledger at %(at)s; its content stays as it is.") % words, **facts)
        if version is not None and version != ledger.version:
            facts = {"by": ledger.written_by.label, "at": ledger.written_at}
            words = {"by": facts["by"], "at": clock_text(ledger.written_at)}
            raise Stale(_("%(by)s wrote in this ledger at %(at)s, after you had opened it.") % words, **facts)
        yield ledger
        ledger.save()


def _locked(handover):
    """Its people are not joined: who waited for the lock would get those of before."""
    return Handover.objects.select_for_update().get(pk=handover.pk)


def _written(ledger, remarks, equipment, notes, by):
    ledger.remarks = {**ledger.remarks, **remarks}
    ledger.remarks = {key: words for key, words in ledger.remarks.items() if words}
    ledger.equipment, ledger.notes = equipment, notes
    ledger.version += 1
    ledger.written_at, ledger.written_by = clock.now(), by


def _digest(ledger, names):
    """SHA-256 of these columns, moments in UTC; the same before a row is stored and after it was read."""
    facts = {name: getattr(ledger, name) for name in names}
    if names is GIVEN and ledger.sections:  # ledgers of before had none, and their signatures stay right
        facts["sections"] = ledger.sections
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, default=lambda at: at.astimezone(UTC).isoformat())
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
