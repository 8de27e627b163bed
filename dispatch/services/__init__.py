"""The verbs: first the thing, then keyword-only arguments, the actor always `by`."""

from dispatch.services.assigning import Proposal, assign, propose
from dispatch.services.assists import add_assist, release
from dispatch.services.ending import Reply, attempt, close, dissatisfied, reject, reopen, settle, verify, void
from dispatch.services.handling import Answer, accept, arrive, depart, give_feedback, hand_back
from dispatch.services.linking import link, unlink
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
    "add_assist",
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
    "link",
    "may",
    "note",
    "open_ticket",
    "propose",
    "received",
    "reject",
    "release",
    "reopen",
    "reveal",
    "settle",
    "supervise",
    "ticket_verbs",
    "unlink",
    "urge",
    "verify",
    "void",
]
