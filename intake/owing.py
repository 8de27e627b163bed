"""The callers who are owed a call, as the queue and the shift ledger show them."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy, pgettext

from dispatch import handovers
from dispatch.models.tickets import masked_phone
from intake import queries
from intake.models import Redial, Ring

MOST = 100  # rows of the queue; more are worked from the top


@dataclass
class Row:
    """One caller. `state`: free, mine, or other where somebody else rings him just now."""

    ring: Ring
    state: str
    number: str  # whole only for whoever rings it
    tries: list
    listings: list

    @property
    def kind(self):
        return kind_of(self.ring)


def kind_of(ring):
    """Why this caller is owed a call, in a word."""
    return ring.origin.get_validity_display() if ring.origin else pgettext("a call", "Missed")


def with_tries(rings):
    tries = Prefetch("redials", Redial.objects.select_related("by").order_by("-at"))
    return rings.select_related("hotline", "holder", "origin__by").prefetch_related(tries)


def queue(user):
    """The Rows of all who are owed a call, the one that should have been rung first on top; one more than MOST."""
    rings = with_tries(Ring.objects.visible_to(user).owed().by_due())[: MOST + 1]
    listed = queries.listings_of(user, [ring.number for ring in rings])
    return [_row(ring, user, listed.get(ring.number, [])) for ring in rings]


def _row(ring, user, listings):
    state = "free" if ring.holder_id is None else "mine" if ring.holder_id == user.pk else "other"
    number = ring.number if state == "mine" else masked_phone(ring.number)
    return Row(ring, state, number, list(ring.redials.all()), listings)


class Section:
    """Calls owed, in the ledger that one shift hands to the next: ids and moments are kept, words are read with it."""

    code = "owed"
    label = gettext_lazy("Calls owed to callers")

    def drawn(self, user, at):
        rings = Ring.objects.visible_to(user).owed().by_due()[: handovers.MOST]
        return [
            {"key": f"r{ring.pk}", "id": ring.pk, "since": ring.hung_up_at.isoformat(), "due": ring.due.isoformat()}
            for ring in rings
        ]

    def words(self, ids):
        rings = Ring.objects.filter(pk__in=ids).select_related("origin", "hotline")
        return {ring.pk: self._words(ring) for ring in rings}

    @staticmethod
    def _words(ring):
        return " · ".join(filter(None, [kind_of(ring), masked_phone(ring.number), ring.hotline and ring.hotline.label]))


handovers.register(Section())
