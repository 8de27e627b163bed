"""What the intake does: calls saved whole, rings and dialogues from the first tone or text to the saved call."""

from intake.services.calls import (
    Contact,
    Looked,
    MaybeSame,
    advise,
    dismiss,
    drop_draft,
    join_from_call,
    open_from_call,
    record_matter,
    refuse_if_taken,
    save_draft,
)
from intake.services.dialogues import answer_dialogue, begin_anew, claim_dialogue, set_text_only
from intake.services.hearing import hear
from intake.services.hearing_texts import hear_receipt, hear_text
from intake.services.holding import ask_over, claim, give, keep, seen
from intake.services.hotlines import keep_hotline
from intake.services.listing import approve_listing, decline_listing, lift_listing, propose_listing, reveal_listing
from intake.services.owing import owe, redial, say_late
from intake.services.seating import takers
from intake.services.taking_over import take_over
from intake.services.transferring import answer_transfer, transfer

__all__ = [
    "Contact",
    "Looked",
    "MaybeSame",
    "advise",
    "answer_dialogue",
    "answer_transfer",
    "approve_listing",
    "ask_over",
    "begin_anew",
    "claim",
    "claim_dialogue",
    "decline_listing",
    "dismiss",
    "drop_draft",
    "give",
    "hear",
    "hear_receipt",
    "hear_text",
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
    "set_text_only",
    "take_over",
    "takers",
    "transfer",
]
