"""One matter on two tickets: merge, and undo. The merged ticket closes as a duplicate; its callers join the target.

The link keeps what the merge changed, so that the undo brings back exactly that: stage, parts, clocks, the check that
was asked for. Times ran on meanwhile: a promise to a caller does not wait while the centre errs.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from dispatch.models import Event, Link, Party, Pause, Unreasonable
from dispatch.models.tickets import Disposition
from dispatch.services import cautions, emergency
from dispatch.services.assists import end_part
from dispatch.services.danger import endanger
from dispatch.services.gate import moving_both
from dispatch.services.linking import refuse_itself, tie, untie
from dispatch.workflow import Stage
from units.refusals import BadInput
from units.transactions import whole

Kind = Link.Kind
_ASKED = ("extensions", "suspensions")  # more time, which falls with the part that asked
_TIMES = ("half_at", "warn_at", "due_at", "missed_at", "rung_at")  # of a clock: what stopping it may touch


@whole()
def merge(ticket, *, other, text, by, version=None):
    """`ticket` is the same matter as `other` and goes on there alone. Its units are released and read why."""
    refuse_itself(ticket, other)
    with moving_both(ticket, "merge", other, "take_in", by=by, version=version) as (step, second):
        _refuse_entangled(step.ticket)
        before = _now(step.ticket)
        parts = _stop_work(step)
        before |= _copy_parties(step.ticket, second)
        before["needs"] = cautions.add(second.ticket, cautions.needs_of(step.ticket), at=step.now)
        danger = emergency.bring(second, emergency.known(step.ticket)) or step.ticket.danger
        link = tie(step, second, Kind.MERGED, before=before)
        _let_units_know(step, second)
        step.data["parts"] = parts
        second.data["parties"] = before["joined"]
        second.note(step.ticket.words)  # another caller's words are news to those who work on the target
        step.note(text)
        step.end(Disposition.DUPLICATE)
    if danger:
        endanger(second.ticket, by=by)
    return link


def unmerge(ticket, *, text, by, version=None):
    """The two were different matters after all: the ticket stands where it stood, its callers leave the target."""
    link = merged_by(ticket)
    if link is None:
        raise BadInput(_("This ticket is not merged into another."))
    with moving_both(ticket, "unmerge", link.other, "let_go", by=by, version=version) as (step, second):
        untie(step, second, link)
        _refuse_target_gone(second.ticket)
        _let_units_know(step, second)
        _bring_back(step, link.before)
        _part_ways(second, link)
        step.note(text)
    return step.ticket


def merged_by(ticket):
    """The standing link by which the ticket is merged into another, or None."""
    link = Link.objects.standing().upward(ticket)
    return link if link and link.kind == Kind.MERGED else None


def refuse_merged(ticket):
    """A merged ticket comes back by undoing the merge and in no other way."""
    if link := merged_by(ticket):
        facts = {"number": link.other.number}
        raise BadInput(_("It was merged into %(number)s and goes on there; undo the merge instead.") % facts)


def _refuse_entangled(ticket):
    standing = Link.objects.standing()
    if above := standing.upward(ticket):
        facts = {"number": above.other.number, "how": above.get_kind_display()}
        raise BadInput(_("The ticket has a link upward already: %(how)s %(number)s.") % facts)
    if standing.filter(kind=Kind.CHILD, other=ticket).exclude(ticket__stage=Stage.CLOSED).exists():
        raise BadInput(_("Parts of this ticket are still open; it cannot be merged before them."))


def _refuse_target_gone(target):
    if link := merged_by(target):
        facts = {"number": target.number, "other": link.other.number}
        raise BadInput(_("%(number)s was itself merged into %(other)s; undo that merge first.") % facts)


def _let_units_know(step, second):
    """Unlike other links, this one concerns the units: a part ended or began again, callers came or went."""
    step.audience = second.audience = Event.Audience.PARTIES


# --- what was, and back to it ----------------------------------------------------------------------------------------
def _now(ticket):
    """What the merge is about to change, in ids and times."""
    running = list(ticket.clocks.running())
    return {
        "stage": ticket.stage,
        "parts": {part.pk: part.status for part in ticket.assignments.open()},
        "help": {part.pk: _written(part.help_at) for part in ticket.assignments.open() if part.help_at},
        "asked": {name: _ids(getattr(ticket, name).filter(state="asked")) for name in _ASKED},
        "clocks": {clock.pk: {name: _written(getattr(clock, name)) for name in _TIMES} for clock in running},
        "pauses": _ids(Pause.objects.filter(clock__in=running, ended_at=None)),
        "checks": _ids(ticket.verifications.waiting()),
        "findings": _ids(ticket.unreasonables.filter(state=Unreasonable.State.PROPOSED)),
    }


def _stop_work(step):
    """Parts end here; the gate stops the clocks and drops what was asked, as with every ticket that closes."""
    parts = list(step.ticket.assignments.open().order_by("pk"))
    for part in parts:
        end_part(step, part)
    return [part.pk for part in parts]


def _bring_back(step, before):
    ticket = step.ticket
    for part in ticket.assignments.filter(pk__in=before["parts"]).order_by("pk"):
        part.status, part.ended_at = before["parts"][str(part.pk)], None
        part.help_at = _read(before.get("help", {}).get(str(part.pk)))  # a link of before may not say it
        part.version += 1
        part.save(update_fields=["status", "ended_at", "help_at", "version"])
    for pk, times in before["clocks"].items():
        back = {name: _read(value) for name, value in times.items()}
        ticket.clocks.filter(pk=pk).update(stopped_at=None, stopped_by=None, **back)
    Pause.objects.filter(pk__in=before["pauses"]).update(ended_at=None)
    ticket.verifications.filter(pk__in=before["checks"]).update(answered_at=None, answered_by=None, answer="")
    proposed = {"state": Unreasonable.State.PROPOSED, "answered_at": None}
    ticket.unreasonables.filter(pk__in=before["findings"]).update(**proposed)
    for name, pks in before.get("asked", {}).items():
        getattr(ticket, name).filter(pk__in=pks).update(state="asked", answered_at=None)
    step.data["parts"] = sorted(map(int, before["parts"]))
    ticket.closed_at, ticket.disposition = None, ""
    step.to(before["stage"])


def _ids(rows):
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _written(moment):
    return moment.isoformat() if moment else None


def _read(written):
    return datetime.fromisoformat(written) if written else None


# --- the callers -----------------------------------------------------------------------------------------------------
_OF_THE_PERSON = ("text_only", "language", "wants_callback")  # the first two stay when the merge is undone
_COPIED = ("name", "phone", "channel", *_OF_THE_PERSON)


def _copy_parties(ticket, second):
    """Each caller joins the target, once: whoever is a party there already stays the same one."""
    target, new, changed, raised = second.ticket, [], [], []
    there = list(target.parties.standing())
    known = {party.phone: party for party in reversed(there) if party.phone}
    for party in ticket.parties.standing():
        same = known.get(party.phone)
        if same is None:
            copied = {name: getattr(party, name) for name in _COPIED}
            new.append(Party(ticket=target, joined_at=second.now, **copied))
            if party.phone:
                known[party.phone] = new[-1]
            continue
        if party.wants_callback and not same.wants_callback:
            raised.append(same)
        if any(getattr(party, name) and not getattr(same, name) for name in _OF_THE_PERSON):
            changed.append(same)
        for name in _OF_THE_PERSON:
            setattr(same, name, getattr(same, name) or getattr(party, name))
    Party.objects.bulk_create(new)
    if changed := [party for party in there if party in changed]:
        Party.objects.bulk_update(changed, _OF_THE_PERSON)
    target.wants_callback = any(party.wants_callback for party in [*there, *new])
    return {"joined": [party.pk for party in new], "raised": [party.pk for party in raised]}


def _part_ways(second, link):
    """Who came by the merge leaves; who called about the target himself since then stays."""
    target = second.ticket
    since = target.events.filter(kind="join", position__gt=_taken_in_at(target, link))
    own = {event.data.get("party") for event in since}
    left = [pk for pk in link.before["joined"] if pk not in own]
    target.parties.filter(pk__in=left).update(left_at=second.now)
    target.parties.filter(pk__in=set(link.before["raised"]) - own).update(wants_callback=False)
    target.wants_callback = target.parties.standing().filter(wants_callback=True).exists()
    cautions.end(link.before.get("needs"), at=second.now)
    second.data["parties"] = left


def _taken_in_at(target, link):
    return target.events.get(kind="take_in", at=link.at, data__other=link.ticket_id).position
