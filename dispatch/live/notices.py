"""Notices of the hall as a topic: `units`, which keeps them, knows no screens."""

from django.db.models import Count, Max
from django.db.models.functions import Now

from dispatch.live import topics
from dispatch.live.audiences import CENTRE, CLEARED
from units.models import Notice


def state():
    standing = Notice.objects.filter(ended_at=None, until__gt=Now())
    return standing.aggregate(last=Max("pk"), n=Count("pk"))


topics.register("notices", {CLEARED, CENTRE}, state)
