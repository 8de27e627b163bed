"""Takeovers as a topic: whoever is typing asks at once whether the call is still his."""

from django.db.models import Max

from dispatch.live import topics
from dispatch.live.audiences import CENTRE, CLEARED
from intake.models import Takeover


def state():
    return Takeover.objects.aggregate(last=Max("pk"))["last"]


topics.register("takeovers", {CLEARED, CENTRE}, state)
