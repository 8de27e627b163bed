"""The command line at the foot of the hall's pages: `read_command` says what Enter will do, `command` does it.

Both are POSTs: what is typed may be a note, and no address keeps it. A move is sent with the version that the sentence
was drawn from, so whoever was quicker is named and nothing is done twice.
"""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from dispatch import services
from dispatch.commands import line
from dispatch.forms.commands import LineForm
from dispatch.views import moves, portal
from dispatch.views.parts import when
from dispatch.workflow import ASSIGNMENT, MOVES
from units import receipts
from units.refusals import BadInput, Refusal


@never_cache
@require_POST
def read_command(request):
    """What the line would do. Always 200: why it cannot be done is a sentence like any other."""
    form = _line(request)
    if not form.is_valid():
        return _wrong(form.sentence(), 200)
    try:
        return JsonResponse(line.read(request.user, form.cleaned_data["line"]).as_json())
    except Refusal as refusal:
        return _wrong(when(refusal), 200)


@never_cache
@require_POST
def command(request):
    """Enter: the move is made, or a sentence says why not (422 for the line, 403 and 409 for the gate)."""
    form, answer = _line(request), {"done": _("It was done already.")}

    def act(cleaned):
        reading = line.read(request.user, cleaned["line"])
        answer["done"] = str(reading.done)
        return _carry_out(request.user, reading, cleaned["version"])

    try:
        place = receipts.submit(request, form, act)
    except Refusal as refusal:
        return _wrong(when(refusal), refusal.status)
    return JsonResponse({**answer, "place": place}) if place else _wrong(form.sentence(), 422)


def _line(request):
    if request.user.kind != "hall":
        raise PermissionDenied(_("The command line belongs to the hall."))
    return LineForm(request.POST)


def _carry_out(user, reading, version):
    """One move through the page's own form; the place where its result stands."""
    if not reading.verb and not reading.place:
        raise BadInput(reading.says, field="line")
    if not reading.verb:
        return reading.place
    of_part = MOVES[reading.verb].of == ASSIGNMENT
    return (_move_part if of_part else _move_ticket)(user, reading, reading.form_data(version))


def _move_ticket(user, reading, data):
    ticket, verb = reading.subject, reading.verb
    form = _valid(moves.form_for(user, verb, ticket, data))
    moves.carry_out(user, verb, ticket, form.cleaned_data.get("version"), form.facts())
    return ticket.get_absolute_url()


def _move_part(user, reading, data):
    part, verb = reading.subject, reading.verb
    form = _valid(portal.form_for(verb, part, user, data))
    getattr(services, verb)(part, by=user, version=form.cleaned_data["version"])
    return part.ticket.get_absolute_url()


def _valid(form):
    if not form.is_valid():
        raise BadInput(" ".join(sentence for errors in form.errors.values() for sentence in errors), field="line")
    return form


def _wrong(sentence, status):
    return JsonResponse({"says": str(sentence), "wrong": True, "choices": []}, status=status)


urls = [path("command/", command, name="command"), path("command/read/", read_command, name="read_command")]
