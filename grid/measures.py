"""What the patrol of the cells is measured by."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dispatch.models.tickets import Disposition
from grid.models import Report
from units.measures import Column, Dimension, Measure, Rows, register
from units.models import Cell

REPORTS = Rows(
    "report",
    _("reports"),
    lambda user: _visible(user),
    (
        Column(_("Number"), lambda report: report.ticket.number, lambda report: report.ticket.get_absolute_url()),
        Column(_("Item"), lambda report: f"{report.ticket.item.code} {report.ticket.item.label}"),
        Column(_("Cell"), lambda report: report.cell.code if report.cell else ""),
        Column(_("Reported by"), lambda report: report.by.label),
        Column(_("Sent"), lambda report: report.at),
        Column(_("Stage"), lambda report: report.ticket.get_stage_display()),
    ),
    ticket="ticket_id",
    related=("ticket__item", "cell", "by"),
)


def _visible(user):
    reports = Report.objects.visible_to(user).filter(ticket__is_drill=False)
    return reports if user.has_perm("dispatch.view_confidential") else reports.filter(ticket__confidential=False)


CELL = Dimension(
    "cell", _("Cell"), lambda now: F("cell"),
    lambda keys: {cell.pk: cell.code for cell in Cell.objects.filter(pk__in=list(keys)).order_by("code")},
)  # fmt: skip

register(
    Measure(
        "reported", _("Valid report rate"),
        _("Reports of collectors that became tickets and were not voided ÷ all reports sent on this day."),
        REPORTS, "at", part=~Q(ticket__disposition=Disposition.VOID), part_label=_("valid"), rest_label=_("voided"),
        group="grid", dimensions=(CELL,),
    ),
)  # fmt: skip
