"""The door: user name and password, then whatever else has to be done before a person is in."""

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from units.forms import DoorForm
from units.login import address, attempts, door, events
from units.login.wish import wish
from units.login.words import wait_sentence
from units.models import User


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def login(request):
    next_url = wish(request)
    if request.user.is_authenticated:
        return redirect(next_url or "home")
    form, status = DoorForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            user, sentence = _who(request, **form.cleaned_data)
            if user is not None:
                return onward(door.knock(request, user, next_url), next_url)
            form.add_error(None, sentence)
    facts = {"form": form, "next": next_url, "idle": request.GET.get("why") == "idle", **_demo()}
    return render(request, "registration/login.html", facts, status=status)


def onward(step, next_url):
    """To the next step, or in."""
    return redirect(step or next_url or "home")


@require_POST
def logout(request):
    door.leave(request)
    return redirect("login")


def _who(request, username, password):
    """(user, '') or (None, a sentence). The same words and the same time, whether the name exists or not."""
    where = address.of(request)
    until = attempts.count(username, where)
    if until is not None:
        return None, wait_sentence(until)
    user = authenticate(request, username=username, password=password)
    if user is not None:
        attempts.forgive(username, where)
        return user, ""
    _tell(request, username, where)
    until = attempts.wait_of(username, where)
    wrong = _("User name or password is wrong. Check the keyboard's language and capital letters.")
    return None, f"{wrong} {wait_sentence(until)}" if until else wrong


def _tell(request, username, where):
    """A name that nobody has is not written down: it may be a password in the wrong field."""
    known = User.objects.filter(username=username).first()
    waits = attempts.wait_of(username, where) is not None
    events.write(events.Kind.BLOCKED if waits else events.Kind.FAILURE, user=known, request=request)
    if names := attempts.spraying(where):
        events.write(events.Kind.SPRAY, request=request, detail=str(names))


def _demo():
    """Outside production the page names the demo accounts, so that a visitor can try each role."""
    accounts = []
    if not settings.PRODUCTION:
        accounts = list(User.objects.filter(is_demo=True).select_related("unit").order_by("id")[:20])
    return {"demo_accounts": accounts, "demo_password": settings.DEMO_PASSWORD if accounts else ""}
