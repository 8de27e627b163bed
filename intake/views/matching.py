"""While the call is being typed: what the centre already knows of the caller, the place and the event."""

from operator import itemgetter

from django import forms
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dispatch.suggesting.suggestions import suggest
from intake import candidates, past, places, queries
from intake.forms import CallForm
from intake.views.doors import needs
from units import territory
from units.models import Cell
from units.places import search

DIGITS = set("123456")  # with Alt; 7 to 9 are the suggested items'


@needs("intake.take_call")
@require_POST
def matches(request):
    """A fragment. It changes nothing; it is a POST so that no telephone number stands in an address or a log."""
    form = CallForm(request.POST, ending="look", user=request.user)
    form.is_valid()
    data = form.cleaned_data
    number = data.get("number", "")
    history = queries.callers_history(request.user, number)
    suggested = suggest(data.get("words", ""))
    same = candidates.find(
        request.user, words=data.get("words", ""), item=data.get("item"), where=data["where"],
        suggested=suggested[0].line.value if suggested else None,
        callers=[ticket.pk for ticket in history.last if ticket.is_open] if history else (),
    )  # fmt: skip
    shown = {match.ticket.pk for match in same}
    context = {
        "suggested": suggested,
        "chosen": data.get("item"),
        "same": _keyed(same, request.POST.getlist("shown")),
        "history": history,
        **past.shown(request.user, data, history, shown),
        "listings": queries.listings_of(request.user, [number]).get(number, []),
        "looked": same
        or history is not None
        or data["where"].street
        or data["where"].lon is not None
        or data.get("item"),
    }
    return render(request, "intake/_matches.html", context)


def _keyed(same, shown):
    """[(digit, candidate)]: what stands on the page ("1 T20260822-0042", …) keeps its digit, what is new gets a free one."""
    stands = {number: digit for digit, _, number in (each.partition(" ") for each in shown) if digit in DIGITS}
    kept = {stands.get(one.ticket.number) for one in same}
    free = iter(sorted(DIGITS - kept, key=lambda digit: (digit in stands.values(), digit)))
    return sorted(((stands.get(one.ticket.number) or next(free), one) for one in same), key=itemgetter(0))


class Point(forms.Form):
    lon = forms.FloatField(min_value=-180, max_value=180)
    lat = forms.FloatField(min_value=-90, max_value=90)


@needs("intake.take_call")
@require_safe
def locate(request):
    """Point → cell → community → street office, with the collector and the duty phone, as JSON."""
    form = Point(request.GET)
    if not form.is_valid():
        return JsonResponse({"code": "bad_input", "sentence": _("This is no point on the map.")}, status=422)
    found = territory.locate(form.cleaned_data["lon"], form.cleaned_data["lat"])
    if found is None:
        sentence = _("This point lies outside the district. Move it, or choose the street office.")
        return JsonResponse({"inside": False, "sentence": sentence})
    near = search.nearest(form.cleaned_data["lon"], form.cleaned_data["lat"])
    cell = Cell.objects.select_related("community", "street", "collector").get(pk=found.cell_id)
    return JsonResponse(
        {
            "inside": True,
            "place": places.value_of(cell.community),
            "cell": cell.code,
            "community": cell.community.label,
            "street": cell.street.label,
            "duty_phone": cell.street.duty_phone,
            "collector": cell.collector.label if cell.collector else "",
            "collector_phone": cell.collector.phone if cell.collector else "",
            "near": near.sentence if near else "",
        }
    )


urls = [
    path("calls/matches/", matches, name="matches"),
    path("calls/locate/", locate, name="locate"),
]
