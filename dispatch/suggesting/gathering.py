"""What is learnt from: the words and the item of tickets that were closed properly, and the duty list's own words.

A ticket's item is the one it ends with: whoever worked on it could change it, so the class is confirmed. Of confidential
tickets nothing is learnt, since words that led to a suggestion are shown to every call taker.
"""

from django.db.models import F

from dispatch.models import Condition, Item, Ticket
from dispatch.models.tickets import Disposition
from dispatch.workflow import Stage

MOST = 50_000  # the newest ones
HELD_OUT = (10, 7)  # one ticket in ten is never learnt from, by its id: every model is measured on what none has seen
MOST_HELD_OUT = 2_000


def confirmed():
    """Closed tickets that say what a matter of their item sounds like, the newest first."""
    tickets = Ticket.objects.real().filter(stage=Stage.CLOSED, confidential=False, item__is_backstop=False)
    tickets = tickets.exclude(words="").exclude(disposition__in=(Disposition.VOID, Disposition.DUPLICATE))
    return tickets.annotate(turn=F("pk") % HELD_OUT[0]).order_by("-closed_at")


def learnt():
    """(words, codes of items, when the newest was closed)."""
    rows = list(confirmed().exclude(turn=HELD_OUT[1]).values_list("words", "item__code", "closed_at")[:MOST])
    return [row[0] for row in rows], [row[1] for row in rows], rows[0][2] if rows else None


def held_out():
    """(words, codes of items) of the newest of those that nothing is learnt from."""
    rows = confirmed().filter(turn=HELD_OUT[1]).values_list("words", "item__code")[:MOST_HELD_OUT]
    return [row[0] for row in rows], [row[1] for row in rows]


def duty_list():
    """(words, codes): every item's name, its major's, and what it asks. So each item is there from the first day on."""
    asked = {}
    for condition in Condition.objects.prefetch_related("options"):
        texts = [condition.text, *(option.label for option in condition.options.all())]
        asked.setdefault(condition.item_id, []).extend(texts)
    words, codes = [], []
    for item in Item.objects.filter(is_backstop=False).select_related("major"):
        said = [item.name, f"{item.major.name} {item.name}", " ".join([item.name, *asked.get(item.pk, [])])]
        words += said
        codes += [item.code] * len(said)
    return words, codes
