"""Who a notice is for, who of them has read it and when, and who has not."""

from dataclasses import dataclass, field

from units import known, roles
from units.models import Membership, NoticeRead, Seat, User


@dataclass
class Person:
    user: User
    roles: set = field(default_factory=set)
    seat: str = ""


def hall():
    """Everybody who works in the hall, by name, with roles and seat; two queries."""
    desks = [code for code, role in roles.ROLES.items() if role.kind == "hall"]
    seats = dict(Seat.objects.exclude(occupant=None).values_list("occupant", "code"))
    people = {}
    held = Membership.objects.filter(role__in=desks, user__is_active=True).select_related("user")
    for membership in held.order_by("user__username", "role"):
        person = people.setdefault(membership.user_id, Person(membership.user, seat=seats.get(membership.user_id, "")))
        person.roles.add(membership.role)
    return list(people.values())


def attach_receipts(notices):
    """Give each notice `readers`, [(user, at)] in order of time, and `missing`, the people of its that have not read it."""
    reads = {}
    found = list(NoticeRead.objects.filter(notice__in=notices))
    known.attach(found, "user")
    for read in found:
        reads.setdefault(read.notice_id, []).append(read)
    people = hall()
    for notice in notices:
        notice.readers = reads.get(notice.pk, [])
        done = {read.user_id for read in notice.readers}
        notice.missing = [person for person in people if concerns(notice, person) and person.user.pk not in done]


def concerns(notice, person):
    if notice.to_role:
        return notice.to_role in person.roles
    return person.seat == notice.to_seat if notice.to_seat else True
