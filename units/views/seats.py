"""Sitting down: a person in the hall takes a free seat, and every event he writes carries its code."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from units.models import Seat


@require_POST
@transaction.atomic
def take_seat(request):
    """POST seat=<code>; an empty code stands up. A taken seat stays with whoever sits on it."""
    code = request.POST.get("seat", "")
    Seat.objects.filter(occupant=request.user).exclude(code=code).update(occupant=None)
    if code:
        seat = get_object_or_404(Seat.objects.select_for_update(), code=code[:20])
        if seat.occupant_id not in (None, request.user.pk):
            messages.error(
                request, _("%(person)s sits on seat %(seat)s.") % {"person": seat.occupant, "seat": seat.code}
            )
        else:
            seat.occupant = request.user
            seat.save(update_fields=["occupant"])
    return redirect("home")
