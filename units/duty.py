"""The duty roster of a unit (值班表): who is there, when; its lead keeps it."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from units import clock
from units.models import Duty, Unit, User
from units.refusals import BadInput, NotAllowed
from units.templatetags.ui import clock_text
from units.transactions import whole


def people_of(unit_id):
    """Those who work in the unit's portal, by name."""
    found = User.objects.filter(is_active=True, memberships__unit=unit_id, memberships__role__in=_PORTAL)
    return list(found.distinct().order_by("name", "pk"))


_PORTAL = ("unit_handler", "unit_lead", "team")


def on_duty(unit_id, at=None):
    """The turns that run now, with their people."""
    return list(Duty.objects.filter(unit=unit_id).at(at or clock.now()).select_related("user"))


def turns(unit_id, first, days=7):
    """Turns that touch the local days from `first` on, and what was struck off of them."""
    start, end = clock.day_bounds(first)[0], clock.day_bounds(first + timedelta(days=days - 1))[1]
    found = Duty.objects.filter(unit=unit_id, ends_at__gt=start, starts_at__lt=end)
    return list(found.select_related("user", "by", "struck_by").order_by("starts_at", "pk"))


def turn(day, begins, ends):
    """(start, end) of a turn that begins on a local day; one that ends at or before its beginning goes into the next."""
    start = timezone.make_aware(datetime.combine(day, begins))
    end = timezone.make_aware(datetime.combine(day if ends > begins else day + timedelta(days=1), ends))
    return start, end


def may_keep(user, unit_id):
    return any(unit == unit_id and "units.keep_roster" in role.permissions for role, unit in user.held)


@whole()
def put_on_duty(unit, *, person, starts_at, ends_at, by):
    """A turn of one person. What is over is not written any more, and nobody is there twice at one time."""
    _allow(by, unit.pk)
    Unit.objects.select_for_update().get(pk=unit.pk)  # two leads at once: the second sees the first one's turn
    now = clock.now()
    if ends_at <= now:
        raise BadInput(_("This turn is over already."), field="day")
    if person.pk not in {each.pk for each in people_of(unit.pk)}:
        raise BadInput(_("Choose somebody of your unit."), field="person")
    other = Duty.objects.standing().filter(unit=unit, user=person, starts_at__lt=ends_at, ends_at__gt=starts_at).first()
    if other:
        facts = {"name": person.label, "from": clock_text(other.starts_at), "to": clock_text(other.ends_at)}
        raise BadInput(_("%(name)s is on duty from %(from)s to %(to)s already.") % facts, field="begins")
    return Duty.objects.create(unit=unit, user=person, starts_at=starts_at, ends_at=ends_at, at=now, by=by)


@whole()
def take_off_duty(unit, *, duty_id, by):
    """A turn that has not ended is struck off. One that was already is no failure: the roster is as wished."""
    _allow(by, unit.pk)
    now = clock.now()
    Duty.objects.standing().filter(unit=unit, pk=duty_id, ends_at__gt=now).update(struck_at=now, struck_by=by)


def _allow(by, unit_id):
    if not may_keep(by, unit_id):
        raise NotAllowed(_("The lead of the unit keeps its duty roster."))
