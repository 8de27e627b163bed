"""Choices among rows that the page holds anyway: validated in memory, so no input reaches the database as an id."""

from functools import lru_cache

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _


class _Options:
    """Each option may carry what combo.js finds it by (code, pinyin) and a remark at its right.

    A line is written once and remembered: Django draws each from two templates, and a page may hold two hundred.
    """

    described = {}

    def render(self, name, value, attrs=None, renderer=None):
        chosen = set(self.format_value(value))
        attributes = self.build_attrs(self.attrs, attrs)
        if self.allow_multiple_selected:
            attributes["multiple"] = True
        lines = (
            (_option(str(key), str(label), str(key) in chosen, self.described.get(str(key), ())),)
            for key, label in self.choices
        )
        drawn = format_html_join("", "\n{}", lines)
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(attributes), drawn)


@lru_cache(maxsize=8192)
def _option(value, label, chosen, attributes):
    selected = " selected" if chosen else ""
    return format_html('<option value="{}"{}{}>{}</option>', value, selected, flatatt(dict(attributes)), label)


class OneSelect(_Options, forms.Select):
    pass


class ManySelect(_Options, forms.SelectMultiple):
    pass


class _Rows:
    default_error_messages = {"invalid_choice": _("Choose from the list.")}

    def offer(self, rows, *, blank=None, memo=lambda row: "", value="pk", code=False):
        """Fill the list with registry rows (anything with `label`, `pinyin`, `initials`)."""
        self.rows = {str(getattr(row, value)): row for row in rows}
        self.choices = ([("", blank)] if blank is not None else []) + [
            (key, row.label) for key, row in self.rows.items()
        ]
        self.widget.described = {key: self._described(row, memo(row), code) for key, row in self.rows.items()}
        return self

    @staticmethod
    def _described(row, memo, code):
        attrs = [("data-find", f"{row.initials} {row.pinyin.replace(' ', '')} {row.name} {row.code}")]
        if code:
            attrs.append(("data-code", row.code))
        if memo:
            attrs.append(("data-memo", memo))
        return tuple(attrs)


class OneOf(_Rows, forms.ChoiceField):
    widget = OneSelect

    def clean(self, value):
        value = super().clean(value)
        return self.rows[value] if value else None


class ManyOf(_Rows, forms.MultipleChoiceField):
    widget = ManySelect

    def clean(self, value):
        return [self.rows[key] for key in dict.fromkeys(super().clean(value))]
