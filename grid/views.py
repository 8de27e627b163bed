"""The collector's phone: checks that wait in his cells, the answer to one, and a report of what he found."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dispatch import lookup, rows
from dispatch import services as dispatch
from dispatch.models import Photo, Verification
from grid import services
from grid.forms import Point, ReportForm, common_items, form_of
from units import receipts, territory
from units.models import Cell
from units.places import search
from units.refusals import NotAllowed, Stale, WrongStage
from units.templatetags.ui import clock_text

MOST = 100
REPORTS = 10


def _collectors_only(user):
    if not user.has_perm("grid.send_report"):
        raise PermissionDenied


@never_cache
@require_safe
def tasks(request):
    """Waiting checks of the own cells, the shortest time left first; below them what was reported lately."""
    _collectors_only(request.user)
    waiting = Verification.objects.visible_to(request.user).waiting().select_related("ticket").order_by("due_at", "pk")
    found = list(waiting[: MOST + 1])
    context = {"rows": rows.cell_rows(found[:MOST]), "full": len(found) > MOST}
    if "rows" in request.GET:
        return render(request, "grid/_task_list.html", context)
    reports = request.user.reports.select_related("ticket__item", "ticket__street").prefetch_related("ticket__photos")
    reports = list(reports[:REPORTS])
    for each in reports:
        each.shots = [photo for photo in each.ticket.photos.all() if photo.about == Photo.About.REPORT]
    cells = Cell.objects.filter(pk__in=request.user.cell_ids).values_list("code", flat=True)
    context |= {"reports": reports, "cells": cells, "count": len(found)}
    return render(request, "grid/tasks.html", context)


# --- the on-site check ---------------------------------------------------------------------------------------------
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def task(request, pk):
    """One check: what was asked, what the unit answered, and the collector's own eyes."""
    check = _check(request.user, pk)
    _collectors_only(request.user)
    if request.method != "POST":
        if "fragments" in request.GET:
            return render(request, "grid/_task_state.html", _asked(check))
        return _draw_task(request, check, form_of(check))
    form = form_of(check, request.POST, request.FILES)

    def act(said):
        _refuse_answered(check)
        with dispatch.received(said["photos"]) as photos:
            form.answer(check.ticket, by=request.user, photos=photos)
        messages.success(request, _("Your answer is with the centre."))
        return reverse("grid:tasks")

    try:
        place = receipts.submit(request, form, act)
    except (Stale, WrongStage) as refusal:
        return _draw_again(request, pk, refusal)
    except NotAllowed as refusal:
        if _check(request.user, pk).answered_at is None:
            raise
        return _draw_again(request, pk, refusal)
    return redirect(place) if place else _draw_task(request, check, form, status=422)


def _check(user, pk):
    found = Verification.objects.visible_to(user).select_related(
        "ticket__item", "ticket__rule", "ticket__street", "ticket__community", "cell", "answered_by"
    )
    return get_object_or_404(found, pk=pk)


def _refuse_answered(check):
    """The desk may have been quicker; then there is nothing left to answer."""
    check.refresh_from_db(fields=["answered_at", "answered_by"])
    if check.answered_at is not None:
        facts = {"by": check.answered_by.label, "at": check.answered_at}
        raise Stale(
            _("%(by)s has answered this check already, at %(at)s.") % {**facts, "at": clock_text(facts["at"])}, **facts
        )


def _draw_again(request, pk, refusal):
    """Somebody was quicker: the present state, and what was typed in a form of the present version."""
    check = _check(request.user, pk)
    kept = request.POST.copy()
    kept["version"] = check.ticket.version
    form = form_of(check, kept)
    form.full_clean()
    form.errors.clear()
    form.add_error(None, str(refusal.sentence))
    return _draw_task(request, check, form, refusal=refusal, status=409)


def _draw_task(request, check, form, *, refusal=None, status=200):
    context = {
        **_asked(check),
        "form": form,
        "refusal": refusal,
        "may": dispatch.may(request.user, "check" if check.kind == check.Kind.BEFORE else "verify", check.ticket),
    }
    return render(request, "grid/task.html", context, status=status)


def _asked(check):
    ticket, before = check.ticket, check.kind == Verification.Kind.BEFORE
    photos = list(ticket.photos.all())
    return {
        "check": check,
        "ticket": ticket,
        "asked": before and ticket.notes.filter(verb="ask_check", at=check.asked_at).first(),
        "feedbacks": ticket.feedbacks.select_related("assignment__unit").order_by("-at"),
        "before": [photo for photo in photos if photo.about == Photo.About.REPORT],
        "after": [photo for photo in photos if photo.about in (Photo.About.FEEDBACK, Photo.About.VERIFICATION)],
    }


# --- the report ----------------------------------------------------------------------------------------------------
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request):
    """A finding on patrol becomes a ticket in the same flow as any call."""
    _collectors_only(request.user)
    if request.method != "POST":
        return _draw_report(request, ReportForm())
    form = ReportForm(request.POST, request.FILES)

    def act(said):
        with dispatch.received(said["photos"]) as photos:
            sent = services.send_report(**form.facts(), photos=photos, by=request.user)
        messages.success(request, _("Sent: %(number)s. The centre has it.") % {"number": sent.ticket.number})
        return reverse("grid:tasks")

    place = receipts.submit(request, form, act)
    return redirect(place) if place else _draw_report(request, form, status=422)


def _draw_report(request, form, *, status=200):
    tiles = common_items(request.user)
    context = {"form": form, "tiles": tiles, "items": lookup.items(), "codes": [tile.value for tile in tiles]}
    return render(request, "grid/report.html", context, status=status)


@require_safe
def where(request):
    """Point → cell and street office, so that the collector sees whom his finding will reach."""
    _collectors_only(request.user)
    form = Point(request.GET)
    if not form.is_valid():
        return JsonResponse({"inside": False, "sentence": _("This is no point on the map.")})
    found = territory.locate(form.cleaned_data["lon"], form.cleaned_data["lat"])
    if found is None:
        sentence = _("This point lies outside the district. Tap the right place on the map.")
        return JsonResponse({"inside": False, "sentence": sentence})
    near = search.nearest(form.cleaned_data["lon"], form.cleaned_data["lat"])
    cell = Cell.objects.select_related("community", "street").get(pk=found.cell_id)
    return JsonResponse(
        {
            "inside": True,
            "cell": cell.code,
            "street": cell.street.label,
            "community": cell.community.label,
            "near": near.sentence if near else "",
        }
    )
