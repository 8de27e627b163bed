"""Choices among rows that the page holds anyway: validated in memory, so no input reaches the database as an id."""

from functools import lru_cache

from django import forms
from django.forms.utils import flatatt
from django.utils.choices import BaseChoiceIterator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Offer(BaseChoiceIterator):
    """Registry rows as choices. Names are asked for when somebody draws them, which most readings of a form never do."""

    def __init__(self, rows, blank, memo, code):
        self.rows, self.blank, self.memo, self.code = rows, blank, memo, code

    def __iter__(self):
        language = get_language()
        if self.blank is not None:
            yield "", self.blank
        for key, row in self.rows.items():
            yield key, row.label_in(language)

    def drawn(self, chosen):
        """All options; each may carry what combo.js finds it by (code, pinyin) and a remark at its right."""
        language = get_language()
        lines = [] if self.blank is None else [_option("", str(self.blank), "" in chosen)]
        for key, row in self.rows.items():
            find = f"{row.initials} {row.pinyin.replace(' ', '')} {row.name} {row.code}"
            code = row.code if self.code else ""
            lines.append(_option(key, row.label_in(language), key in chosen, find, code, self.memo(row)))
        return SafeString("".join(lines))


@lru_cache(maxsize=8192)
def _option(value, label, chosen, find="", code="", memo=""):
    """A line is written once and remembered: Django draws each from two templates, and a page may hold two hundred."""
    selected = " selected" if chosen else ""
    data = {"data-find": find, "data-code": code, "data-memo": memo}
    attributes = flatatt({name: text for name, text in data.items() if text})
    return format_html('\n<option value="{}"{}{}>{}</option>', value, selected, attributes, label)


class _Options:
    def render(self, name, value, attrs=None, renderer=None):
        attributes = self.build_attrs(self.attrs, attrs)
        if self.allow_multiple_selected:
            attributes["multiple"] = True
        options = self.choices.drawn(set(self.format_value(value)))
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(attributes), options)


class OneSelect(_Options, forms.Select):
    pass


class ManySelect(_Options, forms.SelectMultiple):
    pass


class _Rows:
    default_error_messages = {"invalid_choice": _("Choose from the list.")}

    def offer(self, rows, *, blank=None, memo=lambda row: "", value="pk", code=False):
        """Fill the list with registry rows (anything with `label`, `pinyin`, `initials`)."""
        self.rows = {str(getattr(row, value)): row for row in rows}
        self.choices = Offer(self.rows, blank, memo, code)
        return self

    def valid_value(self, value):
        return str(value) in self.rows


class OneOf(_Rows, forms.ChoiceField):
    widget = OneSelect

    def clean(self, value):
        value = super().clean(value)
        return self.rows[value] if value else None


class ManyOf(_Rows, forms.MultipleChoiceField):
    widget = ManySelect

    def clean(self, value):
        return [self.rows[key] for key in dict.fromkeys(super().clean(value))]
