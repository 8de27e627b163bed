"""What the intake does: calls saved whole, and rings of the telephone from the first tone to the saved call."""

from intake.services.calls import (
    Contact,
    advise,
    dismiss,
    drop_draft,
    join_from_call,
    open_from_call,
    record_matter,
    save_draft,
)
from intake.services.hearing import hear
from intake.services.holding import ask_over, claim, give, keep, refuse_if_taken, seen
from intake.services.hotlines import keep_hotline
from intake.services.listing import approve_listing, decline_listing, lift_listing, propose_listing, reveal_listing
from intake.services.owing import owe, redial, say_late
from intake.services.transferring import answer_transfer, transfer

__all__ = [
    "Contact",
    "advise",
    "answer_transfer",
    "approve_listing",
    "ask_over",
    "claim",
    "decline_listing",
    "dismiss",
    "drop_draft",
    "give",
    "hear",
    "join_from_call",
    "keep",
    "keep_hotline",
    "lift_listing",
    "open_from_call",
    "owe",
    "propose_listing",
    "record_matter",
    "redial",
    "refuse_if_taken",
    "reveal_listing",
    "save_draft",
    "say_late",
    "seen",
    "transfer",
]
