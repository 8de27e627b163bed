"""From a right password to a session, by what still has to be done first: a code, setting one up, a new password.

Until all of it is done nobody is logged in. The half-way state is a note in an anonymous session, so no page and no
socket has to know of it: to all of them this is a stranger.
"""

import time

from django.conf import settings
from django.contrib import auth
from django.utils.crypto import constant_time_compare

from units import sessions
from units.login import address, events, factor, passwords
from units.models import Session, User
from units.seats import services as seats

PENDING = "door"
MINUTES = 10


def knock(request, user, next_url):
    """The password was right. Returns the name of the page that comes next, or None when the person is in."""
    request.session.cycle_key()
    note = {"user": user.pk, "hash": user.get_session_auth_hash(), "at": time.time(), "next": next_url, "passed": False}
    request.session[PENDING] = note
    return proceed(request, user)


def pending(request):
    """(user, note) of whoever is half-way in, or (None, None). A changed password or role ends it as it ends a session."""
    note = request.session.get(PENDING)
    if not note or time.time() - note["at"] > MINUTES * 60:
        return None, None
    user = User.objects.filter(pk=note["user"], is_active=True).first()
    if user is None or not constant_time_compare(note["hash"], user.get_session_auth_hash()):
        return None, None
    return user, note


def passed(request):
    """The second factor was given."""
    request.session[PENDING] = {**request.session[PENDING], "passed": True}


def renewed(request, user):
    """The password was changed on the way in: the note goes on under the new one."""
    request.session[PENDING] = {**request.session[PENDING], "hash": user.get_session_auth_hash()}


def proceed(request, user):
    """The URL name of the next step; or None, and the person is logged in."""
    note = request.session[PENDING]
    if factor.demanded(user) and not note["passed"]:
        return "login_code" if factor.of(user) else "login_setup"
    if passwords.must_choose(user):
        return "login_password"
    del request.session[PENDING]
    enter(request, user)
    return None


def enter(request, user):
    auth.login(request, user, settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    agent = request.META.get("HTTP_USER_AGENT", "")[:200]
    Session.objects.filter(pk=request.session.session_key).update(address=address.of(request), agent=agent)
    events.write(events.Kind.LOGIN, user=user, by=user, request=request)


def leave(request):
    if request.user.is_authenticated:
        seats.leave(by=request.user)
    events.write(events.Kind.LOGOUT, user=request.user, by=request.user, request=request)
    auth.logout(request)
    sessions.changed()
