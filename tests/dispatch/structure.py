"""What the verbs between tickets need: a second ticket beside the first, a link, the forms filled in."""

from dispatch import services
from dispatch.models import Link


def beside(world, ticket, **more):
    """Another open ticket, read by the same people."""
    other = world.ticket(words="旁边的事", caller=services.Caller(name="李小红", phone="19900005678"), **more)
    type(other).objects.filter(pk=other.pk).update(confidential=ticket.confidential)
    other.refresh_from_db()
    return other


def link(world, ticket, kind=Link.Kind.RELATED, other=None):
    return services.link(ticket, other=other or beside(world, ticket), kind=kind, by=world.shift_leader)


def release(world, ticket):
    return services.release(ticket, part=world.part(ticket, world.water), text="不再需要", by=world.dispatcher)


def _assist(ticket):
    return ticket.assignments.filter(part="assist").values_list("pk", flat=True).first() or 0


FILLED = {
    "add_assist": lambda world, ticket: {"assists": [world.east.pk]},
    "release": lambda world, ticket: {"part": _assist(ticket)},
    "link": lambda world, ticket: {"number": beside(world, ticket).number, "kind": "related"},
    "unlink": lambda world, ticket: {"link": link(world, ticket).pk},
}
