"""The lock of a seat in the hall, and the sign that somebody is still there."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from units.forms import UnlockForm
from units.login import attempts, events, presence
from units.login.wish import wish
from units.login.words import wait_sentence
from units.refusals import wants_json


@require_POST
def lock(request):
    """By the key, or because the page saw nobody for long enough."""
    if presence.way_of(request.user) != presence.LOCKS:
        raise PermissionDenied
    presence.lock(request)
    return HttpResponse(status=204) if wants_json(request) else redirect("unlock")


@require_POST
def here(request):
    """A key or a pointer moved: the middleware has noted nothing, since pages ask much by themselves."""
    presence.note(request.session, seen_at=timezone.now())
    return HttpResponse(status=204)


@never_cache
@sensitive_post_parameters("password")
def unlock(request):
    """The same session goes on: its line, its forms and their keys. Wrong passwords are counted for this session, so that
    nobody elsewhere in the hall can keep its person from it."""
    next_url = wish(request)
    if request.session.row is None or request.session.row.locked_at is None:
        return _opened(request, next_url)
    form = UnlockForm(request.POST or None)
    form.fields["password"].widget.attrs["autofocus"] = True
    if request.method == "POST" and form.is_valid():
        sentence = _wrong(request, form.cleaned_data["password"])
        if not sentence:
            presence.unlock(request)
            return _opened(request, next_url)
        form.add_error("password", sentence)
    if form.is_bound and wants_json(request):
        return JsonResponse({"sentence": " ".join(form.errors.get("password", []))}, status=422)
    facts = {"form": form, "next": next_url}
    return render(request, "units/unlock.html", facts, status=422 if form.is_bound else 200)


def _wrong(request, password):
    """'' when it was right, else what to say."""
    name, seat = request.user.username, f"seat {request.session.session_key[:16]}"
    until = attempts.count(name, seat)
    if until is None and request.user.check_password(password):
        attempts.forgive(name, seat)
        return ""
    until = until or attempts.wait_of(name, seat)
    events.write(events.Kind.UNLOCK_FAILURE, user=request.user, request=request)
    return wait_sentence(until) if until else _("The password is wrong. The screen stays locked.")


def _opened(request, next_url):
    return HttpResponse(status=204) if wants_json(request) else redirect(next_url or "home")
