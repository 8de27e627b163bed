"""The half-typed call, saved every two seconds: it outlives the browser and starts the 2 min 30 s clock."""

import datetime
import uuid

from django.http import JsonResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intake import queries, services
from intake.forms import drafted
from intake.views.doors import needs
from units.models import Receipt
from units.templatetags.ui import epoch_ms

MOST = 30  # parked calls of one person; more is a fault, not work


@needs("intake.take_call")
@require_POST
def save_draft(request):
    return keep(request)


def keep(request):
    """Answers {"entered": ms, "saved": ms}; both are null when the form was wiped empty."""
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return _say(422, "bad_input", _("The page was not whole. Load it again."))
    if Receipt.objects.filter(user=request.user, key=key).exclude(place="").exists():
        return _say(409, "sent", _("This call was saved already."))
    services.refuse_if_taken(key, by=request.user)
    fields = drafted(request.POST)
    if not fields:
        services.drop_draft(key=key, by=request.user)
        return JsonResponse({"entered": None, "saved": None})
    if queries.drafts_of(request.user).exclude(pk=key).count() >= MOST:
        return _say(409, "too_many", _("Too many calls are parked. Finish some of them first."))
    draft = services.save_draft(key=key, fields=fields, by=request.user, began=_began(request))
    return JsonResponse({"entered": epoch_ms(draft.entered_at), "saved": epoch_ms(draft.saved_at)})


def _began(request):
    try:
        return datetime.datetime.fromtimestamp(float(request.POST.get("began", "")) / 1000, tz=datetime.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _say(status, code, sentence):
    return JsonResponse({"code": code, "sentence": sentence}, status=status)


urls = [path("calls/draft/", save_draft, name="save_draft")]
