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
from intake.services.owing import owe, redial, say_late
from intake.services.transferring import answer_transfer, transfer

__all__ = [
    "Contact",
    "advise",
    "answer_transfer",
    "ask_over",
    "claim",
    "dismiss",
    "drop_draft",
    "give",
    "hear",
    "join_from_call",
    "keep",
    "keep_hotline",
    "open_from_call",
    "owe",
    "record_matter",
    "redial",
    "refuse_if_taken",
    "save_draft",
    "say_late",
    "seen",
    "transfer",
]
