"""Whether a person may make a move on a ticket: the role's permission, then the person's part in it."""

from django.db.models import Q

from dispatch.workflow import ASSIGNMENT, MOVES, OPEN, TICKET, verbs


def handled(user, ticket):
    """Whether the user or his unit had a part in the ticket: such a person never verifies or closes it."""
    units = {*user.unit_ids(), user.unit_id} - {None}
    return ticket.assignments.filter(Q(handler=user) | Q(unit__in=units)).exists()


def may(user, verb, ticket, assignment=None):
    move = MOVES[verb]
    if move.relay and user.kind == "hall":
        return user.has_perm(move.relay)
    if not user.has_perm(move.permission):
        return False
    if user.kind == "unit":
        return _unit_may(user, move, ticket, assignment)
    if move.of == ASSIGNMENT:
        return False  # the unit itself works its part
    if user.kind == "grid" and not _asked_to_verify(user, ticket):
        return False
    return move.by_handler or not handled(user, ticket)


def _unit_may(user, move, ticket, assignment):
    """A unit acts on its own part while that part is open."""
    units = user.unit_ids()
    if assignment is not None:
        return assignment.unit_id in units
    return ticket.assignments.filter(unit__in=units, status__in=OPEN).exists()


def _asked_to_verify(user, ticket):
    return not ticket.confidential and ticket.verifications.filter(answered_at=None, cell__in=user.cell_ids).exists()


def ticket_verbs(user, ticket):
    """Verbs on the ticket that this person may use now: what the page's buttons are drawn from."""
    return [verb for verb in verbs(TICKET, ticket.stage) if may(user, verb, ticket)]


def assignment_verbs(user, ticket, assignment):
    return [verb for verb in verbs(ASSIGNMENT, ticket.stage, assignment.status) if may(user, verb, ticket, assignment)]
