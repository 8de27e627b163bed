"""While the call is being typed: what the centre already knows of the caller, the place and the event."""

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
from units import clock, territory
from units.models import Cell
from units.places import search

DIGITS = set("123456")  # with Alt; 7 to 9 are the suggested items'


@needs("intake.take_call")
@require_POST
def matches(request):
    """A fragment. It changes nothing; it is a POST so that no telephone number stands in an address or a log."""
    looked_at = clock.now()  # before it is looked: what comes meanwhile is asked about when the call is saved
    form = CallForm(request.POST, ending="look", user=request.user)
    form.is_valid()
    data = form.cleaned_data
    number = data.get("number", "")
    history = queries.callers_history(request.user, number)
    suggested = suggest(data.get("words", ""))
    same = candidates.find(
        request.user, looked_at, words=data.get("words", ""), item=data.get("item"), where=data["where"],
        suggested=suggested[0].line.value if suggested else None,
        callers=[ticket.pk for ticket in history.last if ticket.is_open] if history else (),
    )  # fmt: skip
    shown = {match.ticket.pk for match in same}
    context = {
        "looked_at": looked_at,
        "suggested": suggested,
        "chosen": data.get("item"),
        "same": keyed(same, request.POST.getlist("shown")),
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


def keyed(same, shown):
    """[(digit, candidate)]: what stands on the page ("1 T20260822-0042", …) keeps its digit, what is new gets one that nothing
    there has, or "", where there is none, and waits for a click. Of two that stand there with one digit, the first keeps it."""
    stands = {number: digit for digit, _, number in (each.partition(" ") for each in shown) if digit in DIGITS}
    numbers, kept = {one.ticket.number for one in same}, {}
    for number, digit in stands.items():
        if number in numbers and digit not in kept.values():
            kept[number] = digit
    free = iter(sorted(DIGITS - {*stands.values()}))
    found = [(kept.get(one.ticket.number) or next(free, ""), one) for one in same]
    return sorted(found, key=lambda pair: pair[0] or "9")


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
