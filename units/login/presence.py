"""Whether somebody is at the seat. Seats in the hall lock and keep what stands in them; everybody else is signed out.

It costs no query: what it asks stands in the row that the session was read from. Once a minute at most it writes when a
person was last there.
"""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import auth
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from units.login import events
from units.models import Session
from units.refusals import wants_json

LOCKS = "lock"  # the two ways in which an idle seat ends
LEAVES = "out"
OPEN_WHILE_LOCKED = {"unlock", "logout", "set_language"}  # names of URLs


def open_while_locked(name):
    """Another door that a locked screen may go through by itself: it reads nothing, and says only that a browser lives."""
    OPEN_WHILE_LOCKED.add(name)


def way_of(user):
    """A call taker's half-typed call must survive a break; a portal's page on a shared desk must not stay open."""
    return LOCKS if user.kind == "hall" else LEAVES


def note(session, **facts):
    """Write facts into the session's row, beside its contents."""
    Session.objects.filter(pk=session.session_key).update(**facts)
    for name, value in facts.items():
        setattr(session.row, name, value)


def lock(request):
    """All windows of a seat may say it at once; it is written once."""
    row = request.session.row
    if row.locked_at is None:
        row.locked_at = timezone.now()
        if Session.objects.filter(pk=row.pk, locked_at=None).update(locked_at=row.locked_at):
            events.write(events.Kind.LOCK, user=request.user, by=request.user, request=request)


def unlock(request):
    note(request.session, locked_at=None, seen_at=timezone.now())
    events.write(events.Kind.UNLOCK, user=request.user, by=request.user, request=request)


class PresenceMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        row = getattr(request.session, "row", None) if request.user.is_authenticated else None
        if row is None:
            return self.get_response(request)
        if request.headers.get("X-User", str(request.user.pk)) not in ("", str(request.user.pk)):
            return _somebody_else(request)
        idle = (timezone.now() - row.seen_at).total_seconds()
        if row.locked_at is None and idle > settings.IDLE_SECONDS:
            if way_of(request.user) == LEAVES:
                return _sign_out(request)
            lock(request)
        if row.locked_at is not None:
            return self._locked(request)
        if idle > _grain() and _by_a_person(request):
            note(request.session, seen_at=timezone.now(), user=request.user)
        return self.get_response(request)

    def _locked(self, request):
        """Nothing is read or written behind a lock. A form that was sent is told so, and sends itself again afterwards."""
        if request.path in _open_paths():
            return self.get_response(request)
        if _is_navigation(request):
            return redirect(f"{reverse('unlock')}?{urlencode({'next': request.get_full_path()})}")
        sentence = _("The screen is locked. What you typed is kept; it can be sent again once you unlock.")
        if wants_json(request) or request.method in ("HEAD", "OPTIONS"):
            return JsonResponse({"code": "locked", "sentence": sentence}, status=423)
        return render(request, "units/locked_out.html", {"sentence": sentence}, status=423)


def _somebody_else(request):
    """A form waited in a page while its person's session ended, and another signed in: it is not sent in that one's name."""
    sentence = _(
        "%(person)s is signed in here now, so nothing was sent. Sign in as yourself in a new window; what you typed is kept here."
    ) % {"person": request.user.label}
    return render(request, "units/somebody_else.html", {"sentence": sentence}, status=403)


def _sign_out(request):
    events.write(events.Kind.IDLE, user=request.user, by=request.user, request=request)
    auth.logout(request)
    next_url = request.get_full_path() if _is_navigation(request) else ""
    answer = redirect(f"{reverse('login')}?{urlencode({'why': 'idle', 'next': next_url})}")
    if getattr(request, "htmx", None) or request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": answer["Location"]})
    return answer


def _grain():
    return min(60, settings.IDLE_SECONDS / 10)


def _is_navigation(request):
    """A page that somebody asked for, in whatever browser; scripts ask for */* or say that they are htmx."""
    wants = request.headers.get("Accept", "")
    plain = "HX-Request" not in request.headers and "X-Requested-With" not in request.headers
    return request.method == "GET" and plain and (wants.startswith("text/html") or not _is_browser(request))


def _by_a_person(request):
    """What pages ask by themselves (drafts, lists, photos) keeps nobody signed in; going to a page does, and lock.js says
    when a key or a pointer moved. A program that is no browser has no seat to leave."""
    return not _is_browser(request) or request.headers.get("Accept", "").startswith("text/html")


def _is_browser(request):
    return "Mozilla/" in request.headers.get("User-Agent", "")


def _open_paths():
    return {reverse(name) for name in OPEN_WHILE_LOCKED}
