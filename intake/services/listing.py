"""A number is listed: proposed from a call, answered by another person, lifted with a reason. Its time ends by the clock."""

from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from dispatch.models.cautions import Need
from dispatch.services import learn_need
from intake import past
from intake.models import Listing
from intake.models.listings import MOST_DAYS
from units import clock
from units.login import events
from units.refusals import BadInput, NotAllowed, Stale
from units.templatetags.ui import clock_text
from units.transactions import whole

Outcome = Listing.Outcome
_LOCK = 0x686F6D65  # "home": one proposal at a time; no index could tell that two points are one home


@whole()
def propose_listing(call, *, kind, reason, by, evidence=(), home=None):
    """Ask for the number of this call to be listed. `evidence`: other calls of the number that show why.

    `home` is the ticket of this call whose place is the home that needs care; it is listed with the number, or alone where
    the number is not known.
    """
    if not by.has_perm("intake.take_call"):
        raise NotAllowed(_("Your role does not take calls."))
    ticket, home = home, _home(home, kind)
    if not call.number and not home:
        raise BadInput(_("The number of this call is not known."))
    if home:
        _one_after_the_other()
    now = clock.now()
    of_kind = Listing.objects.filter(kind=kind).select_related("proposed_by", "answered_by")
    if call.number:
        _refuse_listed_number(of_kind.standing(now).filter(number=call.number), home)
    else:
        _refuse_listed_home(of_kind.standing(now) | of_kind.proposed(), ticket)
    try:
        with transaction.atomic():
            listing = Listing.objects.create(
                number=call.number, kind=kind, reason=reason, proposed_at=now, proposed_by=by, **home
            )
    except IntegrityError:
        first = Listing.objects.proposed().select_related("proposed_by").filter(number=call.number, kind=kind).first()
        if first is None:
            raise Stale(
                _("A proposal for this number was answered at this moment. Look at it and try again.")
            ) from None
        facts = {"person": first.proposed_by.label, "at": clock_text(first.proposed_at)}
        sentence = _("%(person)s proposed this at %(at)s; it waits for its answer.") % facts
        raise Stale(sentence, by=first.proposed_by, at=first.proposed_at) from None
    listing.calls.set({call.pk, *(each.pk for each in evidence if each.number == call.number)})
    return listing


@whole()
def approve_listing(listing, *, days, by):
    """From now on the number rings with its flag, for so many days; what is open already learns the need."""
    listing = _to_answer(listing, by)
    if not 1 <= days <= MOST_DAYS:
        sentence = _("A listing stands for at most %(most)d days.") % {"most": MOST_DAYS}
        raise BadInput(sentence, field="days")
    _answer(listing, Outcome.APPROVED, by)
    listing.expires_at = listing.answered_at + timedelta(days=days)
    listing.save()
    for ticket, metres in past.concerned(by, listing) if listing.kind in Need.values else ():
        learn_need(ticket, listing.kind, metres, by=by)
    return listing


@whole()
def decline_listing(listing, *, answer, by):
    listing = _to_answer(listing, by)
    _answer(listing, Outcome.DECLINED, by)
    listing.answer = answer
    listing.save()
    return listing


@whole()
def lift_listing(listing, *, reason, by):
    """Take the flag away before its time."""
    listing, now = _locked(listing, by), clock.now()
    if listing.state(now) != "standing":
        raise _gone(listing, now)
    listing.lifted_at, listing.lifted_by, listing.lifted_because = now, by, reason
    listing.save()
    return listing


@whole()
def reveal_listing(listing, *, reason, by, request=None):
    """The whole number is shown once; who looked, when and why stands in the security log."""
    if not by.has_perm("dispatch.reveal_phone"):
        raise NotAllowed(_("Your role does not see whole numbers."))
    events.write(events.Kind.NUMBER, user=by, by=by, request=request, detail=f"{listing}: {reason}")
    return listing.number


def _home(ticket, kind):
    """The columns of a home. What is a nuisance is a number, never a home."""
    if ticket is None:
        return {}
    if kind == Listing.Kind.NUISANCE:
        raise BadInput(_("A home is listed for care only. Take the home out, or choose a need."), field="home")
    if ticket.lon is None:
        raise BadInput(_("The ticket of this call has no point on the map. Correct its place first."), field="home")
    return {"lon": ticket.lon, "lat": ticket.lat, "address": ticket.address}


def _one_after_the_other():
    """Until the end of the transaction nobody else proposes a home: he sees this one and reads who was first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _refuse_listed_number(standing, home):
    """A number that is listed alone may get its home by another listing."""
    listed = standing.exclude(lon=None).first() if home else standing.first()
    if listed:
        sentence = _("This number is listed as such already: approved by %(person)s at %(at)s.")
        raise BadInput(sentence % _approved(listed), field="kind")


def _refuse_listed_home(listings, ticket):
    """Two people point at one house, never at one point."""
    for listed, _metres in past.near(ticket, listings):
        if listed.outcome:
            sentence = _("This home is listed as such already: approved by %(person)s at %(at)s.")
            raise BadInput(sentence % _approved(listed), field="kind")
        facts = {"person": listed.proposed_by.label, "at": clock_text(listed.proposed_at)}
        sentence = _("%(person)s proposed this home at %(at)s; it waits for its answer.") % facts
        raise Stale(sentence, by=listed.proposed_by, at=listed.proposed_at)


def _approved(listed):
    return {"person": listed.answered_by.label, "at": clock_text(listed.answered_at)}


def _to_answer(listing, by):
    listing = _locked(listing, by)
    if listing.outcome:
        raise _gone(listing, clock.now())
    if listing.proposed_by_id == by.pk:
        raise NotAllowed(_("You proposed this listing. Another shift leader answers it."))
    return listing


def _answer(listing, outcome, by):
    listing.outcome, listing.answered_at, listing.answered_by = outcome, clock.now(), by


def _locked(listing, by):
    if not by.has_perm("intake.answer_listing"):
        raise NotAllowed(_("Listings are answered by the shift leader."))
    return Listing.objects.select_for_update().get(pk=listing.pk)


def _gone(listing, at):
    """The refusal that says who was quicker, or that the clock was."""
    if listing.lifted_at:
        facts = {"person": listing.lifted_by.label, "at": clock_text(listing.lifted_at)}
        return Stale(_("%(person)s lifted this listing at %(at)s.") % facts, by=listing.lifted_by, at=listing.lifted_at)
    if listing.outcome and listing.state(at) != "expired":
        facts = {"person": listing.answered_by.label, "at": clock_text(listing.answered_at)}
        sentence = _("%(person)s answered this proposal at %(at)s.") % facts
        return Stale(sentence, by=listing.answered_by, at=listing.answered_at)
    if listing.outcome:
        return Stale(_("This listing ended at %(at)s.") % {"at": clock_text(listing.expires_at)})
    return Stale(_("This proposal waits for its answer."))
