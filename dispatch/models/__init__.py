from dispatch.models.arbitration import Amendment, Ruling
from dispatch.models.assignments import Assignment, Feedback, Return
from dispatch.models.cautions import Caution
from dispatch.models.clocks import Clock, Pause
from dispatch.models.duty_list import Condition, ConditionAnswer, Item, Major, Option, Rule, RuleAssist
from dispatch.models.emergency import Emergency
from dispatch.models.endings import Callback, Unreasonable, Verification
from dispatch.models.events import Checkpoint, Event, Feed, FeedHead, Pending
from dispatch.models.handovers import Handover
from dispatch.models.outbound import Delivery, Heartbeat, Job
from dispatch.models.photos import Photo
from dispatch.models.phrases import Phrase
from dispatch.models.places import PlaceChange, PlaceSource
from dispatch.models.presence import Presence
from dispatch.models.pressure import Supervision
from dispatch.models.structure import Link
from dispatch.models.suggesting import Suggester, SuggesterPart, SuggesterUse
from dispatch.models.tickets import Note, NumberSeries, Party, Ticket
from dispatch.models.time_asked import Appeal, Extension, Suspension
from dispatch.models.words import TicketWords

__all__ = [
    "Amendment",
    "Appeal",
    "Assignment",
    "Callback",
    "Caution",
    "Checkpoint",
    "Clock",
    "Condition",
    "ConditionAnswer",
    "Delivery",
    "Emergency",
    "Event",
    "Extension",
    "Feed",
    "FeedHead",
    "Feedback",
    "Handover",
    "Heartbeat",
    "Item",
    "Job",
    "Link",
    "Major",
    "Note",
    "NumberSeries",
    "Option",
    "Party",
    "Pause",
    "Pending",
    "Photo",
    "Phrase",
    "PlaceChange",
    "PlaceSource",
    "Presence",
    "Return",
    "Rule",
    "RuleAssist",
    "Ruling",
    "Suggester",
    "SuggesterPart",
    "SuggesterUse",
    "Supervision",
    "Suspension",
    "Ticket",
    "TicketWords",
    "Unreasonable",
    "Verification",
]
