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

from units import conflict, receipts
from units import interpreters as reading
from units.models import Interpreter, Unit
from units.refusals import NotAllowed, Stale
from units.services import interpreters as service
from units.views.registry import READERS

_BIGGEST = 2**63 - 1
_NEEDED = {"required": gettext_lazy("This is needed.")}
_HOUR = {"invalid": gettext_lazy("Give a time like 08:00.")}
_DIGITS = RegexValidator(r"^\+?[0-9*# -]+$", gettext_lazy("A phone number has digits only."))


class InterpreterForm(conflict.ComparedMixin, forms.Form):
    """`interpreter` is the entry that is changed; none where one is added."""

    compared = {name: (name,) for name in ("language", "name", "phone", "unit")} | {"hours": ("begins", "ends")}

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

    def __init__(self, data=None, *, interpreter=None, **kwargs):
        names = [name for fields in self.compared.values() for name in fields]
        initial = {name: getattr(interpreter, name) for name in names} if interpreter else {}
        if interpreter:
            initial["unit"] = interpreter.unit_id
        super().__init__(data, initial=initial, **kwargs)
        self.interpreter = interpreter
        self.fields["unit"].queryset = Unit.objects.in_force().order_by("pinyin")

    def clean(self):
        said = super().clean()
        begins, ends = said.get("begins"), said.get("ends")
        if (begins is None) != (ends is None) and not {"begins", "ends"} & set(self.errors):
            self.add_error("ends", _("Give both hours or neither."))
        elif begins is not None and begins == ends:
            self.add_error("ends", _("The hours are the same. Leave both empty for day and night."))
        return said

    def spoken_label(self, question):
        return _("Hours") if question == "hours" else super().spoken_label(question)

    def spoken(self, question, values):
        if question != "hours":
            return super().spoken(question, values)
        return "–".join(str(value)[:5] for value in values if value) or _("day and night")


@never_cache
@require_safe
def interpreters(request):
    """The list, and a form: for one more, or for ?change=."""
    if not any(request.user.has_perm(permission) for permission in READERS):
        raise PermissionDenied
    asked = request.GET.get("change", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return _page(request)
    _keeper(request.user)
    row = service.newest(get_object_or_404(Interpreter, pk=int(asked)))
    if row.ended_at:
        raise Http404
    return _page(request, InterpreterForm(interpreter=row))


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
def change_interpreter(request, pk):
    row = _row(request, pk)
    form = InterpreterForm(request.POST, interpreter=row)

    def act(said):
        changed = service.change_interpreter(row, **said, by=request.user)
        messages.success(
            request, _("%(language)s: %(name)s is changed.") % {"language": changed.language, "name": changed.name}
        )
        return reverse("interpreters")

    try:
        place = receipts.submit(request, form, act)
    except Stale as stale:
        return _again(request, stale)
    return redirect(place) if place else _page(request, form, status=422)


def _again(request, stale):
    """Somebody was quicker: what was typed, and where both changed something, the choice. It is sent to what stands now."""
    row = stale.facts.get("now")
    if row is None:
        raise stale
    kept, taken = conflict.meet(InterpreterForm(interpreter=row), request.POST)
    changed = {"": (stale.facts["by"], stale.facts["at"])}
    form = InterpreterForm(kept, interpreter=row, changed=changed, taken=taken)
    form.add_error(None, _("%(sentence)s What you typed is kept.") % {"sentence": stale.sentence})
    return _page(request, form, status=stale.status)


@require_POST
def end_interpreter(request, pk):
    row, form = _row(request, pk), forms.Form(request.POST)

    def act(_said):
        service.end_interpreter(row, by=request.user)
        messages.success(request, _("%(name)s is off the list.") % {"name": row.name})
        return reverse("interpreters")

    return redirect(receipts.submit(request, form, act) or "interpreters")


def _row(request, pk):
    _keeper(request.user)
    if pk > _BIGGEST:
        raise Http404
    return get_object_or_404(Interpreter, pk=pk)


def _keeper(user):
    if not user.has_perm("units.manage_registry"):
        raise NotAllowed(_("Only a system administrator keeps this list."))


def _page(request, form=None, status=200):
    may = request.user.has_perm("units.manage_registry")
    languages = sorted(reading.by_language().items())
    context = {"languages": languages, "may": may, "form": form or (InterpreterForm() if may else None)}
    return render(request, "units/interpreters.html", context, status=status)
