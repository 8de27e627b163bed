"""The steps behind the password: a code, setting one up, a new password. Their visitor is not logged in yet."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from units.forms import CodeForm, PasswordForm, RecoveryForm
from units.login import attempts, door, events, factor, passwords
from units.login.words import wait_sentence

NONCE = "factor_nonce"


def step(view):
    """Only for whoever gave a right password a moment ago, in this browser."""

    @login_not_required
    @never_cache
    @sensitive_post_parameters()
    @wraps(view)
    def stepping(request):
        user, note = door.pending(request)
        if user is None:
            return redirect("home" if request.user.is_authenticated else "login")
        return view(request, user, note)

    return stepping


@step
def code(request, user, note):
    """Wrong codes are counted for the person alone: to be asked at all takes the password."""
    if factor.of(user) is None or note["passed"]:
        return _onward(request, user, note)
    form = (RecoveryForm if "recovery" in request.GET else CodeForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sentence = _wrong_code(request, user, form.cleaned_data["code"])
        if not sentence:
            door.passed(request)
            return _onward(request, user, note)
        form.add_error("code", sentence)
    facts = {"form": form, "person": user, "recovery": isinstance(form, RecoveryForm)}
    return render(request, "registration/code.html", facts, status=422 if form.is_bound else 200)


def _wrong_code(request, user, given):
    """'' when the code was right, else what to say."""
    until = attempts.count(user.username, "code")
    if until is not None:
        return wait_sentence(until)
    right = factor.check(user, given)
    if not right:
        events.write(events.Kind.CODE_FAILURE, user=user, request=request)
        return _("This code is wrong or was used before. Wait for the next one in the app.")
    attempts.forgive(user.username, "code")
    if right == "recovery":
        events.write(events.Kind.RECOVERY, user=user, by=user, request=request)
    return ""


@step
def setup(request, user, note):
    """The secret lives in this half-way session until its first code: nobody else can have seen it."""
    if note["passed"] or factor.of(user) is not None or not factor.demanded(user):
        return _onward(request, user, note)
    nonce = request.session.setdefault(NONCE, factor.new_nonce())
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        codes = factor.set_up(user, nonce, form.cleaned_data["code"])
        if codes is not None:
            del request.session[NONCE]
            events.write(events.Kind.FACTOR, user=user, by=user, request=request)
            door.passed(request)
            return render(request, "registration/codes.html", {"codes": codes, "person": user})
        form.add_error("code", _("This is not the code of now. Look at the app again; its clock must be right."))
    facts = {
        "form": form,
        "person": user,
        "picture": factor.picture(user, nonce, _("Linkage dispatch console")),
        "secret": factor.secret_text(user, nonce),
    }
    return render(request, "registration/setup.html", facts, status=422 if form.is_bound else 200)


@step
def password(request, user, note):
    """Before the first real log-in, and when the profile's days are over."""
    why = passwords.must_choose(user)
    if not why or (factor.demanded(user) and not note["passed"]):
        return _onward(request, user, note)
    form = PasswordForm(user, request.POST or None, ask_present=False)
    if request.method == "POST" and form.is_valid():
        passwords.choose(user, form.cleaned_data["new"])
        events.write(events.Kind.PASSWORD, user=user, by=user, request=request)
        door.renewed(request, user)
        return _onward(request, user, note)
    facts = {"form": form, "person": user, "why": why}
    return render(request, "registration/password.html", facts, status=422 if form.is_bound else 200)


@step
def onward(request, user, note):
    """From the page of recovery codes."""
    return _onward(request, user, note)


@login_not_required
@never_cache
def again(request):
    """Somebody else stands at this door."""
    request.session.pop(door.PENDING, None)
    return redirect("login")


def _onward(request, user, note):
    return redirect(door.proceed(request, user) or note["next"] or "home")
