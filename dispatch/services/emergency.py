"""Emergency facts raise the level and never lower it: people are hurt, goods are out (domain.md A17; "danger first", §3).

The facts are kept version by version. A caller who joins brings his own: larger numbers and new kinds are worse news.
"""

from dataclasses import asdict, dataclass, fields

from django.utils.translation import gettext as _

from dispatch.models import Emergency
from dispatch.models.duty_list import Priority
from dispatch.models.emergency import UNKNOWN, Kind
from dispatch.services.danger import endanger
from dispatch.services.gate import moving
from dispatch.services.linking import open_parts
from units.refusals import BadInput
from units.transactions import whole

# (kind, from how many, at least this priority, whether life is in danger). Somebody hurt, shut in or lost needs a hand soon;
# the dead and dangerous goods mean that what killed or leaks is still there (domain.md A17: chemical, trapped, injured, dead).
# Ten hurt at once are a larger accident by the State Council's Order 493, article 3.
LEVELS = (
    (Kind.TRAPPED, 1, Priority.P2, False),
    (Kind.INJURED, 1, Priority.P2, False),
    (Kind.MISSING, 1, Priority.P2, False),
    (Kind.TRAPPED, 10, Priority.P1, True),
    (Kind.INJURED, 10, Priority.P1, True),
    (Kind.DEAD, 1, Priority.P1, True),
    (Kind.GOODS, 1, Priority.P1, True),
)


@dataclass(frozen=True)
class Facts:
    """A number of each kind (UNKNOWN: there are some), or None where nobody has said; and which goods."""

    trapped: int | None = None
    injured: int | None = None
    dead: int | None = None
    missing: int | None = None
    goods: int | None = None
    substance: str = ""

    def __bool__(self):
        return bool(self.counts)

    @property
    def counts(self):
        """{kind: number} of what was said."""
        return {kind.value: n for kind in Kind if (n := getattr(self, kind.value)) is not None}

    @property
    def codes(self):
        """As the ticket keeps them: "trapped:3,injured:?"."""
        return ",".join(f"{kind}:{'?' if n == UNKNOWN else n}" for kind, n in self.counts.items())


def read(codes, substance=""):
    """Facts from a ticket's codes."""
    pairs = (part.split(":") for part in codes.split(",") if part)
    return Facts(**{kind: UNKNOWN if n == "?" else int(n) for kind, n in pairs}, substance=substance)


def level(facts):
    """(the least priority that these facts allow, or None; whether life is in danger)."""
    met = [(priority, danger) for kind, least, priority, danger in LEVELS if _at_least(facts, kind) >= least]
    return min((priority for priority, _danger in met), default=None), any(danger for _priority, danger in met)


def worse(before, after):
    """[kind] of which `after` is worse news than `before`: a new kind, a larger number, other goods."""
    more = [kind.value for kind in Kind if _at_least(after, kind) > _at_least(before, kind)]
    other = after.substance and after.substance != before.substance and _at_least(after, Kind.GOODS)
    return [*more, Kind.GOODS.value] if other and Kind.GOODS.value not in more else more


def merged(before, more):
    """What is known once somebody else has said more: the larger number of each kind, all goods by name."""
    larger = {kind: max(filter(_said, (getattr(each, kind) for each in (before, more))), key=_weight, default=None)
              for kind in Kind.values}  # fmt: skip
    return Facts(**larger, substance=_named(before.substance, more.substance))


def _named(before, more):
    """The newest first, so that it is not what is cut off; a name that stands within the newer one is said by it."""
    if more in before:
        return before
    return "；".join([more, *(name for name in before.split("；") if name not in more)])[:120]


def known(ticket):
    """The facts that hold now; the table is asked only where there are any."""
    last = ticket.emergencies.last() if ticket.emergency else None
    return Facts(**{field.name: getattr(last, field.name) for field in fields(Facts)}) if last else Facts()


def keep(ticket, facts, *, at, by):
    """Write a version of the facts, and its codes beside the ticket (not saved here). Returns what the event holds."""
    Emergency.objects.create(ticket=ticket, at=at, by=by, **asdict(facts))
    ticket.emergency = facts.codes
    return {"emergency": facts.counts}


@whole()
def tell_emergency(ticket, *, facts, by, text="", version=None, added=False):
    """The facts as they are now known. They raise priority and danger; what is better news than before lowers neither.

    `added` to what was known, by one more caller: the dispatcher who is assigning the ticket is told, and held up only by a
    priority that rose. Otherwise worse news of the whole is told to its open parts here; of a caller `hear` does it.
    """
    with moving(ticket, "tell_emergency", by=by, version=version) as step:
        ticket, before = step.ticket, known(step.ticket)
        if facts == before:
            raise BadInput(_("Nothing is changed. Correct a number, or leave a note instead."), field="trapped")
        danger = _tell(step, before, facts)
        if added:
            step.shows = "priority" in step.data
        step.note(text)
    if danger:
        ticket = endanger(ticket, by=by)
    for part in open_parts(ticket) if "worse" in step.data and not added else ():
        add_emergency(part, facts=facts, by=by)
    return ticket


def add_emergency(ticket, *, facts, by):
    """What another caller says of the same event is added to what is known."""
    ticket.refresh_from_db()
    before = known(ticket)
    after = merged(before, facts)
    if after != before and (before or any(facts.counts.values())):  # the first "0" of all says nothing yet
        tell_emergency(ticket, facts=after, by=by, added=True)


def bring(step, facts):
    """Within a move that brings another ticket's callers here (merge): what they said is known here as well.

    It stays when the merge is undone, and may be corrected then: nobody forgets that somebody is trapped. True where life
    is in danger by it.
    """
    before = known(step.ticket)
    after = merged(before, facts)
    if after == before:
        return False
    step.shows = True
    return _tell(step, before, after)


def _tell(step, before, facts):
    """Keep the facts, raise the priority; True where they mean that life is in danger."""
    ticket = step.ticket
    step.data |= keep(ticket, facts, at=step.now, by=step.by)
    if news := worse(before, facts):
        step.data["worse"] = news
    least, danger = level(facts)
    if least and least < ticket.priority:
        step.data |= {"priority_before": ticket.priority, "priority": int(least)}
        ticket.priority = least
    return danger


def _at_least(facts, kind):
    """How many there are for certain: an unknown number is one at least."""
    n = getattr(facts, kind)
    return 0 if n is None else 1 if n == UNKNOWN else n


def _said(n):
    return n is not None


def _weight(n):
    """An unknown number is more than none and less than any that is known."""
    return 0.5 if n == UNKNOWN else n
