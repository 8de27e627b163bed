"""Street offices and communities as lines of a searchable list, and what the line "community-12" stands for."""

import time
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dispatch.lookup import Line, Lines, letters
from units import known, territory
from units.models import Community, Territory, Unit


def lines():
    """All of them, in the reader's language; an import of the territory shows within half a minute."""
    version = known.answer(
        "territory", lambda: Territory.objects.filter(pk=1).values_list("version", flat=True).first()
    )
    return _lines(get_language(), version, int(time.monotonic() // 60))


def value_of(place):
    """The line of a street office or a community."""
    return f"{'community' if isinstance(place, Community) else 'street'}-{place.pk}"


def named(value):
    """(street office, community) of a line's value; raises LookupError where there is no such line."""
    kind, _dash, number = value.partition("-")
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        raise LookupError(value)
    if kind == "street":
        street = Unit.objects.filter(pk=number, kind=Unit.Kind.STREET).first()
        found = (street, None) if street else None
    else:
        community = (
            Community.objects.select_related("street").filter(pk=number).first() if kind == "community" else None
        )
        found = (community.street, community) if community else None
    if found is None:
        raise LookupError(value)
    return found


@lru_cache(maxsize=4)
def _lines(language, version, minute):
    streets = list(Unit.objects.in_force().filter(kind=Unit.Kind.STREET).order_by("pinyin"))
    communities = Community.objects.select_related("street").order_by("street__pinyin", "pinyin")
    middles = territory.middles()
    pairs = [(street, street) for street in streets] + [(community, community.street) for community in communities]
    return Lines(_line(place, street, middles) for place, street in pairs)


def _line(place, street, middles):
    facts = _("%(street)s, duty phone %(phone)s") % {"street": street.label, "phone": street.duty_phone or "–"}
    return Line(
        value=value_of(place),
        label=place.label,
        memo="" if place is street else street.label,
        find=letters(place.name, place.name_en),
        facts=facts,
        middle=middles.get(("street" if place is street else "community", place.pk), ()),
    )
