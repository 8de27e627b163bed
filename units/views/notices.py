"""The strip of notices in everybody's frame of the hall, and the shift leader's page that sends them and sees who has read."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from units import clock, known, receipts, roles
from units import notices as reading
from units.models import Notice, Seat
from units.services import notices as service

PAGE = 20
_BIGGEST = 2**63 - 1
HOURS = [
    (1, gettext_lazy("1 hour")), (4, gettext_lazy("4 hours")), (12, gettext_lazy("12 hours")),
    (24, gettext_lazy("24 hours")),
]  # fmt: skip


class NoticeForm(forms.Form):
    """`to` is "", "role:<code>" or "seat:<code>"."""

    text = forms.CharField(
        label=gettext_lazy("What must be known"), max_length=300,
        error_messages={"required": gettext_lazy("Say what must be known.")},
        help_text=gettext_lazy("One sentence; no names or numbers of callers."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    to = forms.ChoiceField(
        label=gettext_lazy("For whom"), required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose from the list.")},
    )  # fmt: skip
    hours = forms.TypedChoiceField(
        label=gettext_lazy("Stands for"), choices=HOURS, initial=12, coerce=int,
        error_messages={
            "required": gettext_lazy("Choose one."), "invalid_choice": gettext_lazy("Choose from the list."),
        },
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        desks = [(f"role:{code}", role.name) for code, role in roles.ROLES.items() if role.kind == "hall"]
        seats = [(f"seat:{seat.code}", f"{seat.code} {seat.label}") for seat in known.every(Seat)]
        self.fields["to"].choices = [
            ("", _("Everybody in the hall")), (_("Everybody of one role"), desks), (_("One seat"), seats),
        ]  # fmt: skip

    def facts(self):
        """Keyword arguments of the service."""
        kind, _colon, code = self.cleaned_data["to"].partition(":")
        said = {name: self.cleaned_data[name] for name in ("text", "hours")}
        return {**said, **({f"to_{kind}": code} if kind else {})}


@never_cache
@require_safe
def notices(request):
    """The form, and the latest notices with their receipts. `to` in the address: whom it is for, `seat:C1`."""
    _sender(request.user)
    return _page(request, NoticeForm(initial={"to": request.GET.get("to", "")}))


@never_cache
@require_POST
def send_notice(request):
    _sender(request.user)
    form = NoticeForm(request.POST)

    def act(_cleaned):
        service.send_notice(by=request.user, **form.facts())
        messages.success(request, _("Sent. Below you see who has read it."))
        return reverse("notices")

    place = receipts.submit(request, form, act)
    return redirect(place) if place else _page(request, form, status=422)


@never_cache
@require_POST
def end_notice(request, pk):
    _sender(request.user)
    notice = _found(Notice.objects.all(), pk)

    def act(_cleaned):
        service.end_notice(notice, by=request.user)
        messages.success(request, _("Taken down."))
        return reverse("notices")

    return redirect(receipts.submit(request, forms.Form(request.POST), act) or "notices")


@never_cache
@require_safe
def notice_strip(request):
    """What this person has not read yet, the oldest first: only the first one is shown, and how many follow."""
    unread = Notice.objects.to(request.user).standing(clock.now()).unread_by(request.user)
    unread = list(unread.order_by("pk")[:PAGE])
    known.attach(unread, "by")
    return render(request, "units/_notices.html", {"notice": next(iter(unread), None), "more": len(unread) - 1})


@never_cache
@require_POST
def read_notice(request, pk):
    """The receipt; the answer is the strip as it stands then."""
    notice = _found(Notice.objects.to(request.user), pk)

    def act(_cleaned):
        service.read_notice(notice, by=request.user)
        return reverse("notice_strip")

    return redirect(receipts.submit(request, forms.Form(request.POST), act) or "notice_strip")


def _page(request, form, status=200):
    found = list(Notice.objects.order_by("-pk")[:PAGE])
    known.attach(found, "by", "ended_by")
    reading.attach_receipts(found)
    now = clock.now()
    for notice in found:
        notice.stands = notice.ended_at is None and notice.until > now
        notice.whom = _whom(notice)
    return render(request, "units/notices.html", {"form": form, "notices": found}, status=status)


def _whom(notice):
    if notice.to_role:
        return roles.ROLES[notice.to_role].name
    return notice.to_seat or _("Everybody in the hall")


def _sender(user):
    if not user.has_perm("units.send_notice"):
        raise PermissionDenied(_("Notices are sent by the shift leader."))


def _found(notices, pk):
    if pk > _BIGGEST:
        raise Http404
    return get_object_or_404(notices, pk=pk)
