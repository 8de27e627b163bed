"""Proposals for the duty list: made by a ruling or from a lesson, accepted or declined by an administrator."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from dispatch.models import Amendment
from dispatch.services.duty_list import dated_rule
from units import clock
from units.models import Unit
from units.refusals import BadInput, Stale
from units.transactions import whole

State = Amendment.State


@dataclass(frozen=True)
class Proposed:
    """What a ruling says for the duty list: from which day on, and why."""

    valid_from: date
    text: str


def propose_amendment(*, item, lead, valid_from, text, by, assists=(), ruling=None, at=None):
    """A dated change of one item. Raises BadInput where the day is not still to come."""
    at = at or clock.now()
    if valid_from <= clock.local_day(at):
        raise BadInput(_("A rule begins on a day that is still to come."), field="valid_from")
    if lead in assists:
        raise BadInput(_("A unit is either lead or assist, not both."), field="assists")
    return Amendment.objects.create(
        item=item, ruling=ruling, valid_from=valid_from, lead=lead, assists=[unit.pk for unit in assists], text=text,
        at=at, by=by,
    )  # fmt: skip


def accept_amendment(amendment, *, valid_from, by, text=""):
    """The list changes from `valid_from` on: lead and assists as proposed, everything else as before."""
    with _answering(amendment, by, text, State.ACCEPTED) as found:
        units = Unit.objects.in_bulk(found.assists)
        assists = [units[pk] for pk in found.assists if pk in units]
        found.rule = dated_rule(found.item, valid_from, lead=found.lead, assists=assists)
        found.valid_from = valid_from


def decline_amendment(amendment, *, text, by):
    with _answering(amendment, by, text, State.DECLINED):
        pass


@contextmanager
def _answering(amendment, by, text, state):
    """One answer: whoever comes second reads who was quicker, and when.

    Nothing is joined to the locked row: who waited for it would get the joined people of before.
    """
    with whole():
        found = Amendment.objects.select_for_update().get(pk=amendment.pk)
        if found.state != State.PROPOSED:
            facts = {"by": found.answered_by.label, "at": found.answered_at, "state": found.get_state_display()}
            raise Stale(_("%(by)s was quicker: this proposal is answered already (%(state)s).") % facts, **facts)
        yield found
        found.state, found.answered_at, found.answered_by, found.answer = state, clock.now(), by, text
        found.save()
