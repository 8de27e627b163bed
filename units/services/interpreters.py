"""The list of interpreters: an entry is added, and ends."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from units import clock, known
from units.models import Interpreter
from units.refusals import BadInput, Stale
from units.templatetags.ui import clock_text
from units.transactions import whole


def add_interpreter(*, language, name, phone, by, unit=None, begins=None, ends=None):
    try:
        with transaction.atomic():
            row = Interpreter.objects.create(
                language=language, name=name, phone=phone, unit=unit, begins=begins, ends=ends, at=clock.now(), by=by
            )
    except IntegrityError:
        raise BadInput(_("This number stands here for this language already."), field="phone") from None
    known.forget()
    return row


@whole()
def end_interpreter(interpreter, *, by):
    """He is called no more; the entry stays as a row that says who ended it."""
    row = Interpreter.objects.select_for_update(of=["self"]).select_related("ended_by").get(pk=interpreter.pk)
    if row.ended_at:
        facts = {"by": row.ended_by.label, "at": clock_text(row.ended_at)}
        raise Stale(_("%(by)s took this entry out at %(at)s.") % facts, by=row.ended_by, at=row.ended_at)
    row.ended_at, row.ended_by = clock.now(), by
    row.save(update_fields=["ended_at", "ended_by"])
    known.forget()
    return row
