"""A unit asks the centre for help: hands, equipment, another unit. It waits for an answer, and the hall sees that it does."""

from django.utils.translation import gettext as _

from dispatch.models import Clock
from dispatch.services import clocks
from dispatch.services.gate import moving
from units.refusals import BadInput
from units.templatetags.ui import clock_text


def ask_help(assignment, *, text, by, version=None):
    """Said in words, heard in the hall; a word to the centre, so first feedback stops. Not again until it is answered."""
    with moving(assignment, "ask_help", by=by, version=version) as step:
        if step.assignment.help_at:
            sentence = _("Help was asked for at %(at)s already; the centre has not answered yet. Add a note instead.")
            raise BadInput(sentence % {"at": clock_text(step.assignment.help_at)}, field="text")
        step.assignment.help_at = step.now
        step.note(text)
        clocks.stop(step.ticket, Clock.Kind.FIRST_FEEDBACK, at=step.now, by=by, assignment=step.assignment)
    return step.ticket


def answered_by_centre(step):
    """Whatever the centre says next, or whom it sends, is the answer to all who asked on this ticket."""
    if step.helpless:
        step.ticket.assignments.filter(pk__in=step.helpless).update(help_at=None)
        step.data["helped"] = step.helpless
        step.shows = True
