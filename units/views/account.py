"""One's own account: where one is signed in, the password, the second factor, what happened lately."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from units import sessions
from units.forms import PasswordForm, UnlockForm
from units.login import attempts, events, factor, listing, passwords
from units.login.words import wait_sentence
from units.models import SecurityEvent

SHOWN = 12


@require_safe
@never_cache
def account(request):
    return _page(request)


def _page(request, status=200, **forms):
    user = request.user
    has = factor.of(user)
    facts = {
        "sessions": listing.of(user, this=request.session.session_key),
        "events": SecurityEvent.objects.filter(user=user).select_related("by")[:SHOWN],
        "password_form": PasswordForm(user),
        "codes_form": UnlockForm(prefix="codes"),
        "factor": has,
        "codes_left": factor.codes_left(user) if has else 0,
        "demanded": factor.demanded(user),
        "password_days": settings.SECURITY.password_days,
    }
    return render(request, "units/account.html", {**facts, **forms}, status=status)


@require_POST
def end_sessions(request):
    """One session, or all others than this."""
    this = request.session.session_key
    if mark := request.POST.get("session", ""):
        key = listing.key_of(request.user, mark)
        ended = sessions.end(request.user, only=key) if key and key != this else 0
    else:
        ended = sessions.end(request.user, keep=this)
    if ended:
        events.write(events.Kind.ENDED, user=request.user, by=request.user, request=request, detail=str(ended))
    words = ngettext("%(n)s other session was signed out.", "%(n)s other sessions were signed out.", ended)
    messages.success(request, words % {"n": ended})
    return redirect("account")


@require_POST
@never_cache
@sensitive_post_parameters()
def change_password(request):
    """All other sessions of the person end with the former password."""
    form = PasswordForm(request.user, request.POST)
    if not form.is_valid() or not _is_present(request, form, "present"):
        return _page(request, status=422, password_form=form)
    passwords.choose(request.user, form.cleaned_data["new"])
    update_session_auth_hash(request, request.user)
    sessions.end(request.user, keep=request.session.session_key)
    events.write(events.Kind.PASSWORD, user=request.user, by=request.user, request=request)
    messages.success(request, _("The password is changed. You are signed out everywhere else."))
    return redirect("account")


@require_POST
@never_cache
@sensitive_post_parameters()
def recovery_codes(request):
    form = UnlockForm(request.POST, prefix="codes")
    if factor.of(request.user) is None:
        return redirect("account")
    if not form.is_valid() or not _is_present(request, form, "password"):
        return _page(request, status=422, codes_form=form)
    codes = factor.new_codes(request.user)
    events.write(events.Kind.CODES, user=request.user, by=request.user, request=request)
    return render(request, "units/codes.html", {"codes": codes})


def _is_present(request, form, field):
    """The present password, with the waits of the lock: a session left open must not become a place to guess."""
    name, seat = request.user.username, f"seat {request.session.session_key[:16]}"
    until = attempts.count(name, seat)
    if until is None and request.user.check_password(form.cleaned_data[field]):
        attempts.forgive(name, seat)
        return True
    form.add_error(field, wait_sentence(until) if until else _("This is not the present password."))
    return False
