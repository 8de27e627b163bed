"""Searching items and units by a few letters, for pages that do not carry the whole list."""

from django.http import JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe

from dispatch import lookup

_LONGEST = 60  # letters of a query that are looked at


@require_safe
def items(request):
    return _answer(request, lookup.items())


@require_safe
def units(request):
    return _answer(request, lookup.units())


def _answer(request, lines):
    found = lookup.search(lines, request.GET.get("q", "")[:_LONGEST])
    return JsonResponse({"results": [line.as_json() for line in found]})


urls = [
    path("lookup/items/", items, name="items"),
    path("lookup/units/", units, name="units"),
]
