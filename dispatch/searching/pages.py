"""A page of what was found, by whichever way is short: an index of conditions, the walk over the words, or both."""

from dataclasses import dataclass, replace

from dispatch import finding, paging, rows
from dispatch.models import Ticket
from dispatch.searching import walking
from dispatch.workflow import Stage
from units import clock

_FEW = {"number", "phone", "name", "measure"}  # what names so few tickets that each one's words are looked at
_CLOSER = {"stage", "priority", "major", "community", "units"}  # what the index of words does not know
_KEYS = {"item": "code", "major": "code", "measure": "code"}  # by what a row is named in an address; others by id
_CLOSED_NEXT = "c"  # begins the place of a page whose open ones came before


@dataclass(frozen=True)
class Page:
    """`count` is None where nobody counted, `looked` the moment back to which was looked where it was not to the end."""

    tickets: list
    following: str = ""
    title: str = ""
    count: int | None = None
    looked: object = None

    @property
    def more_than_counted(self):
        return self.count is not None and self.count > walking.COUNTED


def page(user, asked, place, size, counted=walking.COUNTED):
    """What fits all conditions, the newest first; with `open_first` the open ones before the closed ones."""
    if not asked.get("open_first") or asked.get("only_open"):
        return _part(user, asked, place, size, counted)
    if place.startswith(_CLOSED_NEXT):
        return replace(_closed(user, asked, place.removeprefix(_CLOSED_NEXT), size, counted), count=None)
    first = _part(user, asked | {"only_open": True}, place, size, counted)
    if first.following:
        return replace(first, count=None)  # the closed ones were not asked
    rest = _closed(user, asked, "", size - len(first.tickets), counted)
    count = None if rest.count is None else (first.count or 0) + rest.count
    return replace(rest, tickets=[*first.tickets, *rest.tickets], count=count)


def _closed(user, asked, place, size, counted):
    if not size:
        return Page([], _CLOSED_NEXT)
    found = _part(user, asked, place, size, counted, closed=True)
    return replace(found, following=found.following and _CLOSED_NEXT + found.following)


def _part(user, asked, place, size, counted, *, closed=False):
    tickets, title = finding.tickets(user, asked)
    if closed:
        tickets = tickets.filter(stage=Stage.CLOSED)
    words = asked.get("words")
    if words and not asked.keys() & _FEW:
        return _walked(user, tickets, title, asked, place, size, counted, closed)
    if words:
        tickets = walking.saying(tickets, words)
    found, following = paging.newest(tickets.only(*_columns(words)), place, size, by=finding.order(asked))
    return Page(found, following, title)


def _walked(user, tickets, title, asked, place, size, counted, closed):
    """The first page counts up to `counted`; the others look no further than they show."""
    most = size + 1 if place else counted + 1
    closer = closed or bool(asked.keys() & _CLOSER)
    found = walking.newest(asked["words"], tickets, _narrowed(asked), place, most, looks_closer=closer)
    shown = found.places[:size]
    whole = Ticket.objects.visible_to(user).only(*_columns(True)).in_bulk([pk for _at, pk in shown])
    following = ""
    if len(found.places) > size:
        following = paging.place_of(*shown[-1])
    elif found.looked:
        following = paging.place_of(*found.looked)
    count = None if place else len(found.places)
    return Page(
        [whole[pk] for _at, pk in shown if pk in whole], following, title, count, found.looked and found.looked[0]
    )


def _narrowed(asked):
    since, until = finding.days(asked)
    stage = asked.get("stage")
    return walking.Narrowed(
        **{name: asked[name].pk for name in ("item", "street", "unit") if asked.get(name)},
        only_open=bool(asked.get("only_open")) or (stage is not None and stage != Stage.CLOSED),
        since=since and clock.day_bounds(since)[0],
        until=until and clock.day_bounds(until)[1],
    )


def _columns(with_words):
    """What a row's key is made of, and what shows why it was found."""
    return (
        (*rows.TICKET_KEY, "words", "address", "confidential", "item", "street", "community")
        if with_words
        else rows.TICKET_KEY
    )


def first(user, asked, most):
    """The first few, while somebody types: nobody counts."""
    return page(user, asked, "", most, counted=most).tickets


def named(asked):
    """The same conditions as a form sends them, but words: these are sent as they were typed."""
    sent = {name: getattr(value, _KEYS.get(name, "pk"), value) for name, value in asked.items() if name != "words"}
    return {
        name: "1" if value is True else str(value) for name, value in sent.items()
    }  # a page would write days as words
