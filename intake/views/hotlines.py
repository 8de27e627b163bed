"""The hotlines, for a system administrator, and how an exchange is connected, for its vendor."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from intake import exchange, services
from intake.forms import NumberField
from intake.models import Hotline
from intake.views.doors import needs
from units import conflict, receipts
from units.refusals import Stale

_EXAMPLE = (
    b'{"id": "e-1", "call": "c-7", "kind": "ringing", "at": 1766799999.9, "number": "13900000000", "line": "12345"}'
)
_STAMP, _SECRET = "1766800000.250", "0123456789abcdef0123456789abcdef"


class HotlineForm(conflict.ComparedMixin, forms.Form):
    """`version` is empty for a number that is added."""

    compared = {name: (name,) for name in ("name", "name_en", "greeting", "is_active")}
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    number = NumberField(label=pgettext_lazy("telephone", "Number"), max_length=32)
    name = forms.CharField(label=pgettext_lazy("of a hotline", "Name"), max_length=60)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=80, required=False)
    greeting = forms.CharField(label=gettext_lazy("Greeting"), max_length=200)
    is_active = forms.BooleanField(label=gettext_lazy("Leads to the queue"), required=False, initial=True)

    def clean_number(self):
        number = self.cleaned_data["number"]
        if not (number.isascii() and number.isdigit()):
            raise forms.ValidationError(_("A hotline is a number of digits only."))
        return number


@needs("units.manage_registry")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hotlines(request):
    """GET the list, with the form of ?number= or an empty one; POST adds or changes one."""
    if request.method != "POST":
        return _draw(request, _form_of(request.GET.get("number", "")))
    form = HotlineForm(request.POST)

    def act(said):
        line = services.keep_hotline(**said, by=request.user)
        messages.success(request, _("%(number)s is saved.") % {"number": line.number})
        return reverse("intake:hotlines")

    try:
        place = receipts.submit(request, form, act)
    except Stale as stale:
        return _again(request, form.cleaned_data["number"], stale)
    return redirect(place) if place else _draw(request, form, status=422)


def _again(request, number, stale):
    """Somebody was quicker: what was typed, and where both changed something, the choice."""
    fresh = _form_of(number)
    kept, taken = conflict.meet(fresh, request.POST)
    kept["version"] = fresh["version"].value()
    changed = {"": (stale.facts["by"], stale.facts["at"])}
    form = HotlineForm(kept, changed=changed, taken=taken)
    form.add_error(None, _("%(sentence)s What you typed is kept.") % {"sentence": stale.sentence})
    return _draw(request, form, status=stale.status)


def _form_of(number):
    line = Hotline.objects.filter(number=number[:32].replace("\x00", "")).first() if number else None
    fields = ("version", "number", "name", "name_en", "greeting", "is_active")
    return HotlineForm(initial={name: getattr(line, name) for name in fields} if line else None)


def _draw(request, form, status=200):
    context = {
        "form": form,
        "changes": form["version"].value() not in (None, ""),
        "hotlines": Hotline.objects.order_by("-is_active", "number"),
        "most": settings.HOTLINES_MOST,
        "connected": bool(settings.PHONE_WEBHOOK_SECRETS),
        "kinds": exchange.KINDS,
        "example": {
            "body": _EXAMPLE.decode(), "stamp": _STAMP, "secret": _SECRET,
            "signature": exchange.signature(_STAMP, _EXAMPLE, _SECRET),
        },
        "address": request.build_absolute_uri(reverse("intake:hear")),
        "texts": {
            "connected": bool(settings.TEXT_WEBHOOK_SECRETS), "words": sorted(settings.SILENT_ALARM_WORDS),
            "address": request.build_absolute_uri(reverse("intake:hear_text")),
        },
    }  # fmt: skip
    return render(request, "intake/hotlines.html", context, status=status)


urls = [path("registry/hotlines/", hotlines, name="hotlines")]
