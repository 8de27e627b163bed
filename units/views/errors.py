"""What went wrong, in the reader's language and, for machines, as JSON: a status, a code and a sentence."""

from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from units.refusals import wants_json


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
    return _answer(request, 500, "error", _("Something failed on our side. What you typed is not lost; try again."))
