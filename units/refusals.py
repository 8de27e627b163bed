"""What the gate refuses, and how each refusal reaches the reader: a status, a code and a sentence."""

from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


class Refusal(Exception):
    """A move that may not be made. `sentence` is written for the person who tried it."""

    status = 409
    code = "refused"

    def __init__(self, sentence, **facts):
        super().__init__(str(sentence))
        self.sentence = sentence
        self.facts = facts


class NotAllowed(Refusal):
    status, code = 403, "not_allowed"


class WrongStage(Refusal):
    code = "wrong_stage"


class Stale(Refusal):
    """The form was drawn from an older version: somebody else was quicker. Facts: `by`, `at`."""

    code = "stale"


class Conflict(Refusal):
    """The same key came with another body."""

    code = "key_reused"


class BadInput(Refusal):
    """A fact that only the service could see to be wrong. Facts: `field`, the form's field that it belongs to."""

    status, code = 422, "bad_input"


def wants_json(request):
    return request.headers.get("Accept", "").startswith("application/json")


def respond(request, refusal):
    if wants_json(request):
        return JsonResponse({"code": refusal.code, "sentence": str(refusal.sentence)}, status=refusal.status)
    template = "units/_refused.html" if getattr(request, "htmx", False) else "units/refused.html"
    return render(request, template, {"refusal": refusal}, status=refusal.status)


class RefusalMiddleware:
    """Turns a refusal that a view did not answer itself into a page; nothing that the gate refuses reaches a 500."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        return respond(request, exception) if isinstance(exception, Refusal) else None


def csrf_failure(request, reason=""):
    return respond(
        request,
        NotAllowed(_("The page was too old to be trusted. Load it again and repeat; what you typed is still there.")),
    )
