"""The list of interpreters: the hall reads it, the system administrator keeps it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.validators import RegexValidator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from units import interpreters as reading
from units import receipts
from units.models import Interpreter, Unit
from units.refusals import NotAllowed
from units.services import interpreters as service
from units.views.registry import READERS

_BIGGEST = 2**63 - 1
_NEEDED = {"required": gettext_lazy("This is needed.")}
_HOUR = {"invalid": gettext_lazy("Give a time like 08:00.")}
_DIGITS = RegexValidator(r"^\+?[0-9*# -]+$", gettext_lazy("A phone number has digits only."))


class InterpreterForm(forms.Form):
    language = forms.CharField(
        label=gettext_lazy("Language or dialect"), max_length=40, error_messages=_NEEDED,
        help_text=gettext_lazy("As the hall calls it; the call taker chooses from these names."),
    )  # fmt: skip
    name = forms.CharField(label=gettext_lazy("Interpreter"), max_length=60, error_messages=_NEEDED)
    phone = forms.CharField(
        label=gettext_lazy("Phone"), max_length=32, validators=[_DIGITS], error_messages=_NEEDED,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )  # fmt: skip
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("Unit"), required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose from the list.")},
    )  # fmt: skip
    begins = forms.TimeField(
        label=gettext_lazy("On duty from"),
        required=False,
        error_messages=_HOUR,
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
    ends = forms.TimeField(
        label=gettext_lazy("On duty until"), required=False, error_messages=_HOUR,
        widget=forms.TimeInput(attrs={"type": "time"}),
        help_text=gettext_lazy("Both empty: day and night. 22:00 to 06:00 goes over midnight."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.in_force().order_by("pinyin")

    def clean(self):
        said = super().clean()
        begins, ends = said.get("begins"), said.get("ends")
        if (begins is None) != (ends is None) and not {"begins", "ends"} & set(self.errors):
            self.add_error("ends", _("Give both hours or neither."))
        elif begins is not None and begins == ends:
            self.add_error("ends", _("The hours are the same. Leave both empty for day and night."))
        return said


@never_cache
@require_safe
def interpreters(request):
    if not any(request.user.has_perm(permission) for permission in READERS):
        raise PermissionDenied
    return _page(request)


@require_POST
def add_interpreter(request):
    _keeper(request.user)
    form = InterpreterForm(request.POST)

    def act(said):
        row = service.add_interpreter(**said, by=request.user)
        messages.success(
            request, _("%(language)s: %(name)s is on the list.") % {"language": row.language, "name": row.name}
        )
        return reverse("interpreters")

    place = receipts.submit(request, form, act)
    return redirect(place) if place else _page(request, form, status=422)


@require_POST
def end_interpreter(request, pk):
    _keeper(request.user)
    if pk > _BIGGEST:
        raise Http404
    row, form = get_object_or_404(Interpreter, pk=pk), forms.Form(request.POST)

    def act(_said):
        service.end_interpreter(row, by=request.user)
        messages.success(request, _("%(name)s is off the list.") % {"name": row.name})
        return reverse("interpreters")

    return redirect(receipts.submit(request, form, act) or "interpreters")


def _keeper(user):
    if not user.has_perm("units.manage_registry"):
        raise NotAllowed(_("Only a system administrator keeps this list."))


def _page(request, form=None, status=200):
    may = request.user.has_perm("units.manage_registry")
    languages = sorted(reading.by_language().items())
    context = {"languages": languages, "may": may, "form": form or (InterpreterForm() if may else None)}
    return render(request, "units/interpreters.html", context, status=status)
