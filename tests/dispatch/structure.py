"""What the verbs between tickets need: a second ticket beside the first, a link, the forms filled in."""

from dispatch import services
from dispatch.models import Link
from dispatch.workflow import Stage


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


def merge(world, ticket, other=None, by=None):
    other = other or beside(world, ticket)
    return services.merge(ticket, other=other, text="同一个井盖", by=by or world.shift_leader)


def merged(world):
    """A ticket that was merged into another while its units were at work."""
    ticket = world.ticket_at(Stage.HANDLING)
    merge(world, ticket)
    return ticket


def split(world, ticket, **more):
    ticket.refresh_from_db()
    facts = {"item": world.lamp, "words": "路灯也不亮", "by": world.shift_leader}
    return services.split(ticket, **{**facts, **more})


FILLED = {
    "add_assist": lambda world, ticket: {"assists": [world.east.pk]},
    "release": lambda world, ticket: {"part": _assist(ticket)},
    "link": lambda world, ticket: {"number": beside(world, ticket).number, "kind": "related"},
    "merge": lambda world, ticket: {"number": beside(world, ticket).number},
    "split": lambda world, ticket: {"item": "1602", "words": "路灯也不亮", "rest": "on"},
    "unmerge": lambda world, ticket: {},
    "review_repeat": lambda world, ticket: {},
    "unlink": lambda world, ticket: {"link": link(world, ticket).pk},
}
