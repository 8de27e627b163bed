"""What went wrong, in the reader's language and, for machines, as JSON: a status, a code and a sentence."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from units.refusals import wants_json

RETRY_AFTER_SECONDS = 2


def _answer(request, status, code, sentence):
    if wants_json(request):
        return JsonResponse({"code": code, "sentence": sentence}, status=status)
    return render(request, f"{status}.html", {"sentence": sentence}, status=status)


def bad_request(request, exception=None):
    return _answer(request, 400, "bad_request", _("The request could not be read."))


def forbidden(request, exception=None):
    return _answer(request, 403, "not_allowed", _("Your role does not open this page."))


def not_found(request, exception=None):
    return _answer(request, 404, "not_found", _("There is nothing here that you may see."))


def server_error(request):
    """A database that is away, starting or busy comes back: nothing is wrong with what was asked, so ask again.

    The forms do that by themselves, with the same key. Django calls this while the exception is being handled.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return _away(request)
    return _answer(request, 500, "error", _("Something failed on our side. What you typed is not lost; try again."))


def _away(request):
    """Drawn without the request: whoever asks who this is would ask the database."""
    sentence = _("The database does not answer. Try again; what you typed is not lost.")
    if wants_json(request):
        response = JsonResponse({"code": "away", "sentence": sentence}, status=503)
    else:
        response = HttpResponse(render_to_string("503.html", {"sentence": sentence}), status=503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
