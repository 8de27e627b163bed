"""Emergency facts in words: in full, and as the mark that fits into a row ("困3 伤2")."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from dispatch.models.emergency import UNKNOWN, Kind
from dispatch.services import emergency

_SHORT = {
    Kind.TRAPPED: pgettext_lazy("mark", "trapped"),
    Kind.INJURED: pgettext_lazy("mark", "injured"),
    Kind.DEAD: pgettext_lazy("mark", "dead"),
    Kind.MISSING: pgettext_lazy("mark", "missing"),
    Kind.GOODS: pgettext_lazy("mark", "goods"),
}


def said(counts):
    """[(kind, number)] in words, of what an event or a ticket holds."""
    return [(str(kind.label), number(counts[kind.value])) for kind in Kind if kind.value in counts]


def number(n):
    return pgettext("how many", "some, number unknown") if n == UNKNOWN else str(n)


def marks(codes):
    """One mark a kind of which there is any, in the order of asking."""
    counts = emergency.read(codes).counts
    mark = _("%(kind)s %(n)s")
    return [
        mark % {"kind": _SHORT[kind], "n": "?" if counts[kind.value] == UNKNOWN else counts[kind.value]}
        for kind in Kind
        if counts.get(kind.value)
    ]
