"""The list of interpreters: an entry is added, changed, and ends. A change ends the entry and puts another in its place."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from units import clock, known
from units.models import Interpreter
from units.refusals import BadInput, Stale
from units.templatetags.ui import clock_text
from units.transactions import whole


def add_interpreter(*, by, **facts):
    return _put(facts, at=clock.now(), by=by)


@whole()
def change_interpreter(interpreter, *, by, **facts):
    """`facts` are all that the entry says from now on. The row that said something else stays, with who changed it."""
    row = _standing(interpreter)
    if all(getattr(row, name) == value for name, value in facts.items()):
        return row
    return _put(facts, at=_end(row, by), by=by)


@whole()
def end_interpreter(interpreter, *, by):
    """He is called no more; the entry stays as a row that says who ended it."""
    _end(_standing(interpreter), by)


def newest(interpreter):
    """What stands in its place after all changes, or the row by which it was taken out."""
    while interpreter.ended_at:
        changed = Interpreter.objects.filter(at=interpreter.ended_at, by=interpreter.ended_by_id, pk__gt=interpreter.pk)
        after = changed.select_related("by", "ended_by").order_by("pk").first()
        if after is None:
            break
        interpreter = after
    return interpreter


def _standing(interpreter):
    """The row, locked; whoever was quicker is named."""
    row = Interpreter.objects.select_for_update(of=["self"]).select_related("ended_by").get(pk=interpreter.pk)
    if not row.ended_at:
        return row
    last = newest(row)
    if last.ended_at:
        facts = {"by": last.ended_by.label, "at": clock_text(last.ended_at)}
        raise Stale(_("%(by)s took this entry out at %(at)s.") % facts, by=last.ended_by, at=last.ended_at)
    facts = {"by": last.by.label, "at": clock_text(last.at)}
    raise Stale(_("%(by)s changed this at %(at)s, after you had opened it.") % facts, by=last.by, at=last.at, now=last)


def _put(facts, *, at, by):
    try:
        with transaction.atomic():
            row = Interpreter.objects.create(**facts, at=at, by=by)
    except IntegrityError:
        raise BadInput(_("This number stands here for this language already."), field="phone") from None
    known.forget()
    return row


def _end(row, by):
    row.ended_at, row.ended_by = clock.now(), by
    row.save(update_fields=["ended_at", "ended_by"])
    known.forget()
    return row.ended_at
