"""A select over lines that are already drawn: 300 options in a millisecond. combo.js dresses it for the keyboard."""

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.translation import gettext as _

from units import interpreters


class LineSelect(forms.Widget):
    """`lines` is called for each drawing, since the list may change while the process runs."""

    def __init__(self, lines, attrs=None):
        super().__init__({"data-combo": True, **(attrs or {})})
        self.lines = lines

    def render(self, name, value, attrs=None, renderer=None):
        chosen = "" if value is None else str(value)
        options = self.lines().options(chosen)
        attributes = flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})}))
        return format_html('<select{}><option value=""></option>{}</select>', attributes, options)


class LanguageSelect(forms.Select):
    """Mandarin, and the languages that the list of interpreters knows today; one that a draft names stays to be chosen."""

    def optgroups(self, name, value, attrs=None):
        known = {*interpreters.by_language(), *filter(None, value)}
        self.choices = [("", _("Mandarin")), *((language, language) for language in sorted(known))]
        return super().optgroups(name, value, attrs)
