"""The demo district's people as users, asked for by what they do; who is on shift depends on the hour."""

from datetime import datetime
from functools import cached_property

from config.demo.matters import ZONE
from dispatch.models import Item
from units.models import Cell, Community, Unit, User

SHIFTS = 3


class Cast:
    @cached_property
    def users(self) -> dict[str, User]:
        people = User.objects.select_related("unit", "seat").prefetch_related("memberships")
        return {user.username: user for user in people}

    @cached_property
    def units(self) -> dict[int, Unit]:
        return {unit.pk: unit for unit in Unit.objects.all()}

    @cached_property
    def unit_codes(self) -> dict[str, Unit]:
        return {unit.code: unit for unit in self.units.values()}

    @cached_property
    def items(self) -> dict[str, Item]:
        return {item.code: item for item in Item.objects.all()}

    @cached_property
    def communities(self) -> dict[str, Community]:
        return {community.code: community for community in Community.objects.select_related("street")}

    @cached_property
    def collectors(self) -> dict[str, User]:
        """By the code of the cell."""
        return {code: self.users[name] for code, name in Cell.objects.values_list("code", "collector__username")}

    @cached_property
    def _collectors_by_id(self) -> dict[int, User]:
        return {pk: self.users[name] for pk, name in Cell.objects.values_list("pk", "collector__username")}

    def collector_of(self, cell_id: int | None) -> User | None:
        return self._collectors_by_id.get(cell_id) if cell_id else None

    def handler(self, unit: Unit) -> User:
        """Who works a unit's part; its user name is the unit's code."""
        return self.users[unit.code]

    def hall(self, role: str, count: int, at: datetime) -> User:
        """One of `role`, role2, role3 …; which one changes with shift and minute."""
        local = at.astimezone(ZONE)
        number = (local.toordinal() + local.hour // (24 // SHIFTS) + local.minute // 20) % count
        return self.users[role if number == 0 else f"{role}{number + 1}"]
