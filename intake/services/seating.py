"""The one door from the telephone to the seats: whoever got a call, lost one or saved one has another state now."""

from intake.models import Ring
from units.models import User
from units.seats import services as seats
from units.seats.moves import State


def takers():
    """Those to whom a call may be given."""
    return User.objects.who_may("intake.take_call")


def follow(*people, text=""):
    """Each person's seat after a ring was written; in one order, so that two who swap calls do not wait in a circle."""
    for person in sorted({person for person in people if person}, key=lambda person: person.pk):
        seats.follow(person, lambda person=person: _telephone(person), text=text)


def _telephone(person):
    held = list(Ring.objects.held().filter(holder=person))
    if any(ring.hung_up_at is None or ring.calls_back for ring in held):
        return State.TALKING
    return State.WRAP_UP if held else None
