"""Which unit a page of the portal speaks of: the reader's own, or the one of his own that the address names."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from units import known
from units.models import Unit


def own_unit(request):
    """(unit, all units of this person in the order of their names)."""
    if not request.user.has_perm("dispatch.handle_ticket"):
        raise PermissionDenied
    units = sorted(known.of(Unit, request.user.unit_ids()).values(), key=lambda unit: unit.pinyin)
    if not units:
        raise PermissionDenied
    asked = request.GET.get("unit", "") or request.POST.get("unit", "")
    if not asked:
        home = [unit for unit in units if unit.pk == request.user.unit_id]
        return (home or units)[0], units
    found = next((unit for unit in units if str(unit.pk) == asked), None)
    if found is None:
        raise Http404
    return found, units
