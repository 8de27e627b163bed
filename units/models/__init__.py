from units.models.people import Membership, Seat, User
from units.models.receipts import Receipt
from units.models.registry import TeamProfile, Unit, UnitAlias
from units.models.territory import Cell, Community, MapFeature, Territory

__all__ = [
    "Cell",
    "Community",
    "MapFeature",
    "Membership",
    "Receipt",
    "Seat",
    "TeamProfile",
    "Territory",
    "Unit",
    "UnitAlias",
    "User",
]
