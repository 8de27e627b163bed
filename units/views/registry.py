"""The linkage-unit registry as a directory: who can be sent, whom to ring."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_safe

from units import calendar, clock
from units.models import Unit

READERS = ("units.manage_registry", "units.manage_people", "units.read_audit", "dispatch.view_all_tickets")


@require_safe
def registry(request):
    if not any(request.user.has_perm(permission) for permission in READERS):
        raise PermissionDenied
    units = Unit.objects.in_force().select_related("parent").prefetch_related("aliases").order_by("kind", "pinyin")
    lacking = []
    if request.user.has_perm("units.manage_registry"):
        lacking = calendar.current().lacking(clock.local_day(clock.now()))
    return render(request, "units/registry.html", {"units": units, "lacking": lacking})
