"""A collector's door: a finding becomes a ticket in the same flow as any call."""

from django.utils.translation import gettext as _

from dispatch import services as dispatch
from dispatch.models import Photo
from dispatch.models.tickets import Source
from grid.models import Report
from units import clock
from units.refusals import NotAllowed
from units.transactions import whole


@whole()
def send_report(*, item, place, words, by, accuracy_m=None, entered_at=None, wants_callback=False, photos=()):
    """Open a ticket from a finding on patrol. Returns the report."""
    if not by.has_perm("grid.send_report"):
        raise NotAllowed(_("Your role does not send reports."))
    ticket = dispatch.open_ticket(
        item=item, place=place, source=Source.GRID, by=by, words=words, entered_at=entered_at,
        caller=dispatch.Caller(name=by.name, phone=by.phone, wants_callback=wants_callback),
    )  # fmt: skip
    dispatch.attach(photos, ticket=ticket, about=Photo.About.REPORT, at=ticket.opened_at, by=by)
    return Report.objects.create(ticket=ticket, by=by, cell_id=ticket.cell_id, at=clock.now(), accuracy_m=accuracy_m)
