"""Finds a unit by any of its names. Lists, callers and old data use short names and names of before the last reform."""

from django.utils.translation import gettext as _

from units.models import Unit, UnitAlias
from units.services.importing import nearest, same_width


class UnknownName(LookupError):
    """No unit, or more than one, is called this; the message is the sentence to show."""


class UnitNames:
    """All names on one day, read once: name, short name, English name, code and aliases."""

    def __init__(self, on):
        self.by_name, self.by_alias = {}, {}
        units = {unit.pk: unit for unit in Unit.objects.in_force(on).order_by("pk")}
        for unit in units.values():
            self._put(self.by_name, unit.name, unit)
            for other in (unit.code, unit.short_name, unit.name_en):
                self._put(self.by_alias, other, unit)
        # An old name goes on leading to its unit after the day on which it ended: old lists are still in use.
        for alias in UnitAlias.objects.filter(unit__in=units).order_by("pk"):
            self._put(self.by_alias, alias.name, units[alias.unit_id])

    def _put(self, table, name, unit):
        if name:
            table.setdefault(same_width(name), {})[unit.pk] = unit

    def find(self, name, *, kind=None):
        """The unit of this name: a present name goes before all others."""
        wanted = same_width(name)
        for table in (self.by_name, self.by_alias):
            found = [unit for unit in table.get(wanted, {}).values() if kind is None or unit.kind == kind]
            if len(found) == 1:
                return found[0]
            if found:
                codes = ", ".join(sorted(unit.code for unit in found))
                raise UnknownName(
                    _("“%(name)s” is the name of several units: %(codes)s.") % {"name": name, "codes": codes}
                )
        known = [*self.by_name, *self.by_alias]
        raise UnknownName(_("No unit is called “%(name)s”.") % {"name": name} + nearest(wanted, known))
