from dispatch.models.assignments import Assignment, Feedback, Return
from dispatch.models.clocks import Clock
from dispatch.models.duty_list import Item, Major, Rule, RuleAssist
from dispatch.models.endings import Callback, Verification
from dispatch.models.events import Checkpoint, Event, Feed, FeedHead, Pending
from dispatch.models.outbound import Delivery, Heartbeat, Job
from dispatch.models.photos import Photo
from dispatch.models.tickets import Note, NumberSeries, Party, Ticket

__all__ = [
    "Assignment",
    "Callback",
    "Checkpoint",
    "Clock",
    "Delivery",
    "Event",
    "Feed",
    "FeedHead",
    "Feedback",
    "Heartbeat",
    "Item",
    "Job",
    "Major",
    "Note",
    "NumberSeries",
    "Party",
    "Pending",
    "Photo",
    "Return",
    "Rule",
    "RuleAssist",
    "Ticket",
    "Verification",
]
