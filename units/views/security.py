"""Pages of the security administrator: the log, who is signed in, and what may be done to an account. The auditor reads."""

from datetime import timedelta
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from units import sessions
from units.login import events, factor, listing, passwords
from units.models import SecurityEvent, User
from units.refusals import NotAllowed
from units.roles import ROLES

PAGE = 50
NOBODY = ("system", "citizen")  # rows that act when no person does


def for_(*permissions):
    def guard(view):
        @never_cache
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not any(request.user.has_perm(permission) for permission in permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard


@for_("units.manage_people", "units.read_audit")
@require_safe
def security(request):
    """The log, newest first, in pages that never count."""
    rows = SecurityEvent.objects.select_related("user", "by")
    kind, name, before = (request.GET.get(key, "")[:60] for key in ("kind", "who", "before"))
    if kind in SecurityEvent.Kind.values:
        rows = rows.filter(kind=kind)
    if name:
        rows = rows.filter(user__in=_named(name))
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    page = list(rows[: PAGE + 1])
    since = timezone.now() - timedelta(hours=24)
    facts = {
        "events": page[:PAGE],
        "next": page[PAGE - 1].pk if len(page) > PAGE else "",
        "sprays": SecurityEvent.objects.filter(kind="spray", at__gt=since)[:5],
        "kinds": SecurityEvent.Kind.choices,
        "kind": kind,
        "who": name,
    }
    return render(request, "units/security.html", facts)


@for_("units.manage_people")
@require_safe
def people(request):
    name = request.GET.get("who", "")[:60]
    living = Count("sessions", filter=Q(sessions__expire_date__gt=timezone.now()))
    found = _named(name).select_related("unit").prefetch_related("memberships").annotate(living=living)[: PAGE + 1]
    rows = [(person, _roles(person)) for person in found[:PAGE]]
    return render(request, "units/people.html", {"rows": rows, "more": len(found) > PAGE, "who": name})


@for_("units.manage_people")
@require_safe
def person(request):
    return _page(request, _person(request))


def _page(request, person, **facts):
    facts = {
        "person": person,
        "roles": _roles(person),
        "sessions": listing.of(person, this=request.session.session_key),
        "factor": factor.made_at(person),
        "demanded": factor.demanded(person),
        "events": SecurityEvent.objects.filter(user=person).select_related("by")[:20],
        **facts,
    }
    return render(request, "units/person.html", facts)


@for_("units.manage_people")
@require_POST
def end_person(request):
    """Sign a person out: from one session or everywhere. The lines of those sessions close at once."""
    person = _person(request)
    mark = request.POST.get("session", "")
    key = listing.key_of(person, mark) if mark else None
    ended = sessions.end(person, only=key) if key or not mark else 0
    return _done(request, person, events.Kind.ENDED, _("Signed out."), detail=str(ended))


@for_("units.manage_people")
@require_POST
def reset_factor(request):
    """The former app opens nothing any more; the person sets one up before anything else."""
    person = _another(request)
    factor.remove(person)
    sessions.end(person)
    return _done(request, person, events.Kind.RESET, _("The second factor is reset; it is set up at the next log-in."))


@for_("units.manage_people")
@require_POST
def give_password(request):
    """An initial password, made here and shown once; the person replaces it at the first log-in."""
    person = _another(request)
    initial = passwords.initial()
    passwords.choose(person, initial, initial=True)
    sessions.end(person)
    events.write(events.Kind.INITIAL, user=person, by=request.user, request=request)
    return _page(request, person, initial=initial)


@for_("units.manage_people")
@require_POST
def set_active(request):
    person = _another(request)
    person.is_active = request.POST.get("active") == "1"
    person.save(update_fields=["is_active"])
    if person.is_active:
        return _done(request, person, events.Kind.ENABLED, _("The account is open again."))
    sessions.end(person)
    return _done(request, person, events.Kind.DISABLED, _("The account is closed and signed out everywhere."))


def _done(request, person, kind, words, detail=""):
    events.write(kind, user=person, by=request.user, request=request, detail=detail)
    messages.success(request, words)
    return redirect(f"{reverse('security_person')}?id={person.pk}")


def _person(request):
    """Whom the page is about: `id` in its address or in its form."""
    given = request.POST.get("id", request.GET.get("id", ""))
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise Http404
    return get_object_or_404(User.objects.exclude(username__in=NOBODY).select_related("unit"), pk=int(given))


def _another(request):
    """Nobody loosens his own account: that takes a second person."""
    person = _person(request)
    if person == request.user:
        raise NotAllowed(_("This is your own account; another security administrator must do it."))
    return person


def _named(name):
    people, name = User.objects.exclude(username__in=NOBODY), name.replace("\0", "")
    return people.filter(Q(username__icontains=name) | Q(name__contains=name)) if name else people


def _roles(person):
    codes = {membership.role: membership for membership in person.memberships.all()}
    return [ROLES[code].name for code in codes if code in ROLES]
