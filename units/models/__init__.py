from units.models.calendar import CalendarDay
from units.models.duty import Duty
from units.models.interpreters import Interpreter
from units.models.login import Attempt, Factor, OldPassword, RecoveryCode, SecurityEvent, Session
from units.models.notices import Notice, NoticeRead
from units.models.people import Membership, User
from units.models.receipts import Receipt
from units.models.registry import TeamProfile, Unit, UnitAlias
from units.models.seats import Rest, Seat, SeatChange
from units.models.territory import Cell, Community, MapFeature, Territory
from units.places.models import NamedPlace, PlaceAlias, PlaceImport

__all__ = [
    "Attempt",
    "CalendarDay",
    "Cell",
    "Community",
    "Duty",
    "Factor",
    "Interpreter",
    "MapFeature",
    "Membership",
    "NamedPlace",
    "Notice",
    "NoticeRead",
    "OldPassword",
    "PlaceAlias",
    "PlaceImport",
    "Receipt",
    "RecoveryCode",
    "Rest",
    "Seat",
    "SeatChange",
    "SecurityEvent",
    "Session",
    "TeamProfile",
    "Territory",
    "Unit",
    "UnitAlias",
    "User",
]
