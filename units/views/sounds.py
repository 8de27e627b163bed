"""How loud each sound is for me; with a try of each."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from units import receipts
from units import sounds as hearing

_WRONG = gettext_lazy("Between 0 and 100.")


class VolumesForm(forms.Form):
    """A field for each sound that this person can hear, from its floor to 100."""

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        floors = hearing.floors(user)
        for kind, volume in hearing.volumes(user).items():
            least = floors.get(kind, 0)
            low = _("In the hall this one cannot be turned off: below %(least)d nobody hears it.") % {"least": least}
            self.fields[kind] = forms.IntegerField(
                label=hearing.LABELS[kind], min_value=least, max_value=hearing.FULL, initial=volume,
                error_messages={
                    "min_value": low if least else _WRONG, "max_value": _WRONG, "invalid": _WRONG, "required": _WRONG,
                },
                widget=forms.NumberInput(attrs={"type": "range", "step": 10, "data-volume": kind}),
            )  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sounds(request):
    form = VolumesForm(request.user, request.POST if request.method == "POST" else None)

    def act(chosen):
        hearing.set_volumes(request.user, chosen)
        messages.success(request, _("Kept, for every seat that you sit on."))
        return reverse("sounds")

    if request.method == "POST" and (place := receipts.submit(request, form, act)):
        return redirect(place)
    facts = {"form": form, "floors": hearing.floors(request.user)}
    return render(request, "units/sounds.html", facts, status=422 if form.is_bound else 200)
