from intake.models.calls import COUNTED, OWED, UNCOUNTED, WITHOUT_MATTER, Call, Concern, Draft, Validity
from intake.models.dialogues import Dialogue, TextMessage
from intake.models.listings import Listing
from intake.models.rings import Hotline, Redial, Ring, RingMessage, Transfer
from intake.models.takeovers import Takeover

__all__ = [
    "COUNTED",
    "OWED",
    "UNCOUNTED",
    "WITHOUT_MATTER",
    "Call",
    "Concern",
    "Dialogue",
    "Draft",
    "Hotline",
    "Listing",
    "Redial",
    "Ring",
    "RingMessage",
    "Takeover",
    "TextMessage",
    "Transfer",
    "Validity",
]
