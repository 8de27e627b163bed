"""The verbs: first the thing, then keyword-only arguments, the actor always `by`."""

from dispatch.services.amendments import Proposed, accept_amendment, decline_amendment, propose_amendment
from dispatch.services.appraising import appraise
from dispatch.services.arbitration import rule
from dispatch.services.assigning import Proposal, assign, propose, unchanged_returns
from dispatch.services.assists import add_assist, release
from dispatch.services.calling_back import Reply, attempt, close, conclude, dissatisfied, given_up
from dispatch.services.cautions import add as add_needs
from dispatch.services.cautions import learn as learn_need
from dispatch.services.checking import ask_check, check
from dispatch.services.confidence import seal, unseal, view
from dispatch.services.corrections import classify, correct, last_corrections, place_history, place_path
from dispatch.services.danger import raise_danger
from dispatch.services.deciding import (
    find_unreasonable,
    not_solved,
    redo,
    refuse_unreasonable,
    sign_unreasonable,
    to_sign,
)
from dispatch.services.emergency import Facts, tell_emergency
from dispatch.services.ending import reject, reopen, settle, verify, void
from dispatch.services.handing import colleagues, hand_to
from dispatch.services.handing_over import (
    draft_handover,
    give_handover,
    intact,
    redraw_handover,
    take_handover,
    write_handover,
)
from dispatch.services.handling import Answer, accept, arrive, depart, give_feedback
from dispatch.services.helping import ask_help
from dispatch.services.linking import link, unlink
from dispatch.services.merging import merge, unmerge
from dispatch.services.opening import Caller, Place, join, open_ticket
from dispatch.services.permits import assignment_verbs, handled, may, ticket_verbs
from dispatch.services.photos import attach, received
from dispatch.services.phrases import change_phrase, end_phrase, keep_phrase
from dispatch.services.pressure import answer_supervision, supervise, urge
from dispatch.services.remarks import note, reveal
from dispatch.services.repeating import review_repeat
from dispatch.services.responders import first_to_go
from dispatch.services.returning import hand_back, lacking
from dispatch.services.splitting import gather, split
from dispatch.services.time_asked import (
    appeal,
    ask_extension,
    ask_suspension,
    decline_extension,
    decline_suspension,
    grant_extension,
    resume,
    review_appeal,
    suspend,
)
from dispatch.services.timekeeping import keep_time
from dispatch.services.worsening import hear, worsen

__all__ = [
    "Answer",
    "Caller",
    "Facts",
    "Place",
    "Proposal",
    "Proposed",
    "Reply",
    "accept",
    "accept_amendment",
    "add_assist",
    "add_needs",
    "answer_supervision",
    "appeal",
    "appraise",
    "arrive",
    "ask_check",
    "ask_extension",
    "ask_help",
    "ask_suspension",
    "assign",
    "assignment_verbs",
    "attach",
    "attempt",
    "change_phrase",
    "check",
    "classify",
    "close",
    "colleagues",
    "conclude",
    "correct",
    "decline_amendment",
    "decline_extension",
    "decline_suspension",
    "depart",
    "dissatisfied",
    "draft_handover",
    "end_phrase",
    "find_unreasonable",
    "first_to_go",
    "gather",
    "give_feedback",
    "give_handover",
    "given_up",
    "grant_extension",
    "hand_back",
    "hand_to",
    "handled",
    "hear",
    "intact",
    "join",
    "keep_phrase",
    "keep_time",
    "lacking",
    "last_corrections",
    "learn_need",
    "link",
    "may",
    "merge",
    "not_solved",
    "note",
    "open_ticket",
    "place_history",
    "place_path",
    "propose",
    "propose_amendment",
    "raise_danger",
    "received",
    "redo",
    "redraw_handover",
    "refuse_unreasonable",
    "reject",
    "release",
    "reopen",
    "resume",
    "reveal",
    "review_appeal",
    "review_repeat",
    "rule",
    "seal",
    "settle",
    "sign_unreasonable",
    "split",
    "supervise",
    "suspend",
    "take_handover",
    "tell_emergency",
    "ticket_verbs",
    "to_sign",
    "unchanged_returns",
    "unlink",
    "unmerge",
    "unseal",
    "urge",
    "verify",
    "view",
    "void",
    "worsen",
    "write_handover",
]
