"""Which open tickets may be about the event of the call that is being typed: at most five, best first, each with why."""

from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dispatch import durations
from dispatch.models import Item, Ticket
from intake import same_event
from intake.open_tickets import REGISTER, said_of, tellings, with_tellings
from intake.same_event import LEAST, Told
from units import known, territory

SHOWN = 5
_READ = 12  # the best by memory, read again and weighed again: some are closed meanwhile, or not for this reader
_CONFIDENTIAL = 50  # newest; memory has none of them, and only the cleared are shown any
_JUST_OPENED = 50  # newest; nobody opens so many between two looks


@dataclass(frozen=True)
class Candidate:
    ticket: Ticket
    score: float
    reasons: list  # in words

    @property
    def why(self):
        return " · ".join(self.reasons)


def find(user, now, *, words="", item=None, suggested=None, where=None, callers=()):
    """[Candidate], best first. `callers`: open tickets in which this caller stands; `suggested`: the code of the
    item that the words suggest, which counts a little. Nothing known finds nothing."""
    call = _told(words, item, suggested, where)
    text = "\n".join(filter(None, (words, where.address if where else "")))
    if call == Told():
        return []
    register, own = REGISTER.refreshed(), set(callers)
    rows, rarity = register.likely(call, own), cache(register.rarity)

    def weighed(pk, told, at):
        minutes = (now - at).total_seconds() / 60
        return same_event.weigh(call, told, minutes=minutes, knows=pk in own, rarity=rarity)

    scores = {pk: weighed(pk, told, at).score for pk, (told, at) in rows.items()}
    best = sorted((pk for pk in scores if scores[pk] >= LEAST), key=scores.get, reverse=True)[:_READ]
    return _best(_read(user, best), lambda ticket: weighed(ticket.pk, _of(ticket), ticket.opened_at), now, text)


def just_opened(user, ticket, call, *, since, seen):
    """[Candidate], best first: what was opened from `since` on and may be the event of this `ticket`, which is being opened;
    without what the page has shown, `seen` (numbers), and the other matters of its `call`. Rarity is as this process knows it:
    no ticket is read for it here, where everybody who opens one waits."""
    news = Ticket.objects.visible_to(user).open().real().filter(opened_at__gte=since)
    news = with_tellings(news.exclude(concerns__call=call).exclude(number__in=seen))
    news = list(news.order_by("-opened_at")[:_JUST_OPENED])
    if not news:
        return []
    known.attach([ticket, *news], "item__major", "street", "community", "opened_by")
    call, rarity = _of(ticket), cache(REGISTER.rarity)

    def weighed(other):
        minutes = (ticket.opened_at - other.opened_at).total_seconds() / 60
        return same_event.weigh(call, _of(other), minutes=minutes, knows=False, rarity=rarity)

    return _best(news, weighed, ticket.opened_at, f"{ticket.words}\n{ticket.address}")


def _best(tickets, weighed, now, text):
    found = [(has, one) for one in tickets if (has := weighed(one)).score >= LEAST]
    best = sorted(found, key=lambda pair: (-pair[0].score, -pair[1].pk))[:SHOWN]
    return [Candidate(one, has.score, _reasons(has, one, now, text)) for has, one in best]


def _read(user, pks):
    """These as they are now and as far as this person may see them; for the cleared, confidential ones too."""
    seen = with_tellings(Ticket.objects.visible_to(user).open().real())
    tickets = list(seen.filter(pk__in=pks)) if pks else []
    if user.has_perm("dispatch.view_confidential"):
        tickets += list(seen.filter(confidential=True).exclude(pk__in=pks).order_by("-pk")[:_CONFIDENTIAL])
    known.attach(tickets, "item__major", "street", "community")
    return tickets


def _of(ticket):
    return Told(
        ticket.item_id, ticket.item.major_id, ticket.lon, ticket.lat, ticket.street_id, ticket.community_id,
        *said_of(ticket.words, ticket.address), tellings(getattr(ticket, "retold", ()), ticket.address),
    )  # fmt: skip


def _told(words, item, suggested, where):
    said, weight = said_of(words, where.address if where else "")
    facts = {"grams": said, "said": weight} if said else {}
    if item is not None:
        facts |= {"item": item.pk, "major": item.major_id}
    elif likely := next((one for one in known.every(Item) if one.code == suggested), None):
        facts |= {"suggested": likely.pk, "suggested_major": likely.major_id}
    if where is not None:
        facts |= _place(where)
    return Told(**facts)


def _place(where):
    found = territory.locate(where.lon, where.lat) if where.lon is not None else None
    if found:
        return {"lon": where.lon, "lat": where.lat, "street": found.street_id, "community": found.community_id}
    community, street = where.community, where.street
    return {
        "lon": where.lon, "lat": where.lat, "street": street.pk if street else None,
        "community": community.pk if community else None,
    }  # fmt: skip


def _reasons(evidence, ticket, now, text):
    """Why, in words: class, place, time, caller, words in common."""
    points, said = evidence.counted, []
    if "item" in points:
        said.append(_("same item"))
    elif "major" in points:
        said.append(_("same class"))
    elif "suggested" in points:
        said.append(_("the item that the words suggest"))
    if evidence.metres is not None:
        said.append(_distance(evidence.metres))
    elif "community" in points:
        said.append(_("same community"))
    said.append(_ago(now - ticket.opened_at))
    if "number" in points:
        said.append(_("this number called about it before"))
    if "words" in points and (common := same_event.said_in_both(text, evidence.shared)):
        said.append(_("both mention “%(words)s”") % {"words": _(", ").join(common)})
    return said


def _distance(metres):
    return _("%(m)s m") % {"m": metres} if metres < 1000 else _("%(km).1f km") % {"km": metres / 1000}


def _ago(span):
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(n)s min ago", "%(n)s min ago", minutes) % {"n": max(minutes, 0)}
    return _("%(span)s ago") % {"span": durations.words(minutes // 60 * 3600)}
