"""How seats and rests stand now, for the box in everybody's bar and for the shift leader."""

from datetime import timedelta

from units import clock
from units.models import Rest, Seat

SAID = timedelta(minutes=10)  # how long a seat reads that its rest was declined


class Mine:
    """What one person's box shows. Three queries, four for the shift leader."""

    def __init__(self, user):
        self.now = clock.now()
        self.seat = Seat.objects.filter(occupant=user).first()
        self.rest = self.declined = None
        if self.seat:
            last = Rest.objects.filter(user=user).select_related("answered_by").order_by("-pk").first()
            if last and last.ended_at is None:
                self.rest = last
            elif last and last.outcome == Rest.Outcome.DECLINED and last.answered_at > self.now - SAID:
                self.declined = last
        self.free = [] if self.seat else list(Seat.objects.filter(occupant=None))
        self.asked, self.over = waiting(self.now) if user.has_perm("units.lead_seats") else ([], [])


def waiting(now):
    """(rests that wait for an answer, rests that are longer than approved), the oldest first."""
    rests = list(Rest.objects.open().select_related("user", "seat").order_by("asked_at"))
    return [rest for rest in rests if not rest.outcome], [rest for rest in rests if rest.is_over(now)]
