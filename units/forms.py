"""Forms of the door and of one's own account. They clean input; what is right, units/login decides."""

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def _password(label, autocomplete, **more):
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=4096, widget=widget, **more)


class DoorForm(forms.Form):
    """User name and password, in the order in which browsers keep them."""

    username = forms.CharField(
        label=_("User name"), max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )  # fmt: skip
    password = _password(_("Password"), "current-password")


class CodeForm(forms.Form):
    code = forms.CharField(
        label=pgettext_lazy("second factor", "Code"), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )  # fmt: skip


class RecoveryForm(forms.Form):
    code = forms.CharField(
        label=_("Recovery code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )


class UnlockForm(forms.Form):
    password = _password(_("Password"), "current-password")


class PasswordForm(forms.Form):
    """A new password, twice. On one's account page the present one is asked for as well."""

    present = _password(_("Present password"), "current-password")
    new = _password(_("New password"), "new-password")
    again = _password(_("New password, once more"), "new-password")

    def __init__(self, user, *args, ask_present=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.rules = password_validation.password_validators_help_texts()
        if not ask_present:
            del self.fields["present"]

    def clean(self):
        new, again = self.cleaned_data.get("new"), self.cleaned_data.get("again")
        if new and again and new != again:
            self.add_error("again", _("The two are not the same."))
        elif new and again:
            try:
                password_validation.validate_password(new, self.user)
            except forms.ValidationError as refused:
                self.add_error("new", refused)
        return self.cleaned_data
