"""The shift leader takes a half-typed call over: it moves whole, and whoever typed it reads who has it and since when."""

from django.utils.translation import gettext as _

from intake.models import Dialogue, Draft, Ring, Takeover
from intake.services import dialogues, holding
from units import clock
from units.refusals import NotAllowed, Stale
from units.templatetags.ui import clock_text
from units.transactions import whole


@whole()
def take_over(key, *, former, by):
    """The draft under this key, with the ring that it is typed for. `former`: id of whom the leader saw it with.

    Of two leaders the second reads who was quicker.
    """
    if not by.has_perm("units.lead_seats"):
        raise NotAllowed(_("Records are taken over by the shift leader."))
    # Before the draft, as everybody who takes both.
    ring = Ring.objects.select_for_update().filter(key=key).first()
    dialogue = Dialogue.objects.select_for_update().filter(key=key).first()
    draft = Draft.objects.select_for_update().filter(pk=key).first()
    if draft is not None and draft.user_id == by.pk:
        return draft
    if draft is None or draft.user_id != former:
        refuse_if_taken(key, by=by)
    if draft is None:
        raise Stale(_("Nothing is half typed here any more: the call was saved, or its form was wiped empty."))
    if draft.user_id != former:
        raise Stale(_("%(person)s has this call now.") % {"person": draft.user.label})
    former, now = draft.user, clock.now()
    if former.kind != "hall":
        raise NotAllowed(_("Only records of the hall can be taken over."))
    Takeover.objects.create(key=key, former=former, by=by, seat=by.seat_code, at=now)
    if ring is not None and ring.closed_at is None and ring.holder_id in (None, former.pk):
        holding.hand(ring, by, at=now, by=by)  # a caller who is owed a call, and was rung in vain, is in nobody's hands
    if dialogue is not None and dialogue.closed_at is None and dialogue.holder_id in (None, former.pk):
        dialogues.hand(dialogue, by, at=now)
    Draft.objects.filter(pk=key).update(user=by)
    draft.user = by
    return draft


def refuse_if_taken(key, *, by):
    """Whoever goes on typing, or sends, what a shift leader has taken over reads who has it. It stays in his browser."""
    last = Takeover.objects.filter(key=key).select_related("by").order_by("-pk").first()
    if last is not None and last.by_id != by.pk:
        words = _("%(person)s took this call over at %(at)s.") % {"person": last.by.label, "at": clock_text(last.at)}
        raise Stale(words, by=last.by, at=last.at)
