"""The verbs: first the thing, then keyword-only arguments, the actor always `by`."""

from dispatch.services.assigning import Proposal, assign, propose
from dispatch.services.ending import Reply, attempt, close, dissatisfied, reject, reopen, settle, verify, void
from dispatch.services.handling import Answer, accept, arrive, depart, give_feedback, hand_back
from dispatch.services.opening import Caller, Place, join, open_ticket
from dispatch.services.permits import assignment_verbs, handled, may, ticket_verbs
from dispatch.services.photos import attach, received
from dispatch.services.pressure import answer_supervision, supervise, urge
from dispatch.services.remarks import note, reveal
from dispatch.services.timekeeping import keep_time

__all__ = [
    "Answer",
    "Caller",
    "Place",
    "Proposal",
    "Reply",
    "accept",
    "answer_supervision",
    "arrive",
    "assign",
    "assignment_verbs",
    "attach",
    "attempt",
    "close",
    "depart",
    "dissatisfied",
    "give_feedback",
    "hand_back",
    "handled",
    "join",
    "keep_time",
    "may",
    "note",
    "open_ticket",
    "propose",
    "received",
    "reject",
    "reopen",
    "reveal",
    "settle",
    "supervise",
    "ticket_verbs",
    "urge",
    "verify",
    "void",
]
