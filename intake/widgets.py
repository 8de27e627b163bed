"""A select over lines that are already drawn: 300 options in a millisecond. combo.js dresses it for the keyboard."""

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html


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
