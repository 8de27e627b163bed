"""Notices: sent, read, taken down before their time."""

from datetime import timedelta

from django.utils.translation import gettext as _

from units import clock
from units.models import Notice, NoticeRead
from units.refusals import Stale
from units.templatetags.ui import clock_text
from units.transactions import whole


def send_notice(*, text, hours, by, to_role="", to_seat=""):
    """To one role or one seat of the hall, or to all of it; it stands for `hours`."""
    now = clock.now()
    until = now + timedelta(hours=hours)
    return Notice.objects.create(text=text, at=now, by=by, to_role=to_role, to_seat=to_seat, until=until)


def read_notice(notice, *, by):
    """A receipt; pressed twice, the first one counts."""
    NoticeRead.objects.bulk_create([NoticeRead(notice=notice, user=by, at=clock.now())], ignore_conflicts=True)


def end_notice(notice, *, by):
    with whole():
        found = Notice.objects.select_for_update().get(pk=notice.pk)
        if found.ended_at:
            facts = {"by": found.ended_by.label, "at": found.ended_at}
            words = {"by": facts["by"], "at": clock_text(found.ended_at)}
            raise Stale(_("%(by)s took this notice down already, at %(at)s.") % words, **facts)
        found.ended_at, found.ended_by = clock.now(), by
        found.save(update_fields=["ended_at", "ended_by"])
    return found
