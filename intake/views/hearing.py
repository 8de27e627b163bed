"""The doors of machines: signed messages in, JSON out. `intake.exchange` and `intake.provider` say what is agreed."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from intake import exchange, provider, services, signed
from intake.models import Ring
from units import clock, scope
from units.refusals import Refusal


@csrf_exempt  # no browser's cookie counts here; the signature over the body is what is trusted
@login_not_required
def hear(request):
    """The telephone exchange. Answers {"call", "state", "seat"} once the message is committed.

    A question is told as well what transfer waits for its receipt: {…, "transfer": {"way", "seat", "to"}}.
    """
    if not settings.PHONE_WEBHOOK_SECRETS:
        return _say(503, "not_set_up", _("PHONE_WEBHOOK_SECRET is not set: the telephone is not connected."))
    return _heard(request, _ring)


@csrf_exempt  # as above
@login_not_required
def hear_text(request):
    """The provider of text messages. Answers {"state"} once the message is committed."""
    if not settings.TEXT_WEBHOOK_SECRETS:
        return _say(503, "not_set_up", _("TEXT_WEBHOOK_SECRET is not set: text messages do not come in."))
    return _heard(request, _text)


def _heard(request, act):
    """What `act` answers; {"code", "sentence"} where the message is refused."""
    if request.method != "POST":
        return _say(405, "method", _("Messages are sent with POST."))
    if len(request.body) > signed.MOST_BYTES:
        return _say(413, "too_large", _("A message has at most 16 kB."))
    with scope.system():
        try:
            return JsonResponse(act(request))
        except Refusal as refusal:
            return _say(refusal.status, refusal.code, str(refusal.sentence))


def _ring(request):
    message = exchange.read(request.headers, request.body, clock.now())
    if message.kind == exchange.ASK:
        ring = Ring.objects.filter(exchange_id=message.call).first()
        more = _wanted(ring)
    else:
        ring, more = services.hear(message), {}
    return {"call": message.call, "state": _state(ring), "seat": _seat(ring), **more}


def _seat(ring):
    """Where the call is; whoever took it on no seat may have sat down since."""
    return (ring.seat or (ring.holder.seat_code if ring.holder else "")) if ring else ""


def _wanted(ring):
    """The transfer that the hall asked for and nobody has answered yet: the exchange rings there, and says what came of it."""
    asked = ring.transfers.filter(outcome="").first() if ring and ring.closed_at is None else None
    return {"transfer": {"way": asked.way, "seat": asked.to_seat, "to": asked.to_number}} if asked else {}


def _state(ring):
    if ring is None:
        return "unknown"
    if ring.closed_at:
        return "saved"
    if ring.holder_id:
        return "held"
    return "missed" if ring.hung_up_at else "waiting"


def _text(request):
    message = provider.read(request.headers, request.body, clock.now())
    if message.kind == provider.RECEIPT:
        return {"state": "noted" if services.hear_receipt(message) else "unknown"}
    dialogue = services.hear_text(message)
    if dialogue.holder_id is None:
        return {"state": "waiting"}
    return {"state": "saved" if dialogue.call_id else "held"}


def _say(status, code, sentence):
    answer = JsonResponse({"code": code, "sentence": sentence}, status=status)
    if status == 405:
        answer["Allow"] = "POST"
    return answer


urls = [path("phone/messages/", hear, name="hear"), path("text/messages/", hear_text, name="hear_text")]
