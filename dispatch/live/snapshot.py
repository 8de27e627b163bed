"""What an audience's screens show when fetched afresh, and what deltas make of an old screen. The two must be equal."""

from django.utils import translation

from dispatch import rows
from dispatch.live.audiences import CENTRE, CLEARED, pk_of
from dispatch.models import Assignment, Ticket, Verification


def open_set(audience, language):
    """{row id: HTML} of everything open that the audience sees."""
    with translation.override(language):
        if audience == CLEARED:
            return _set("t", Ticket.objects.open(), rows.centre_rows)
        if audience == CENTRE:
            return _set("t", Ticket.objects.open().filter(confidential=False), rows.centre_rows)
        if audience.startswith("unit:"):
            parts = Assignment.objects.open().filter(unit=pk_of(audience))
            return _set("p", parts.select_related("ticket"), rows.unit_rows)
        tasks = Verification.objects.waiting().filter(cell=pk_of(audience), ticket__confidential=False)
        return _set("v", tasks.select_related("ticket"), rows.cell_rows)


def apply(shown, messages):
    """The set after the messages; the browser's live.js does the same to its lists."""
    shown = dict(shown)
    for message in messages:
        for row in message["rows"]:
            if row["html"] is None:
                shown.pop(row["id"], None)
            else:
                shown[row["id"]] = row["html"]
    return shown


def _set(letter, queryset, render):
    things = list(queryset)
    return {f"{letter}-{thing.pk}": html for thing, html in zip(things, render(things), strict=True)}
