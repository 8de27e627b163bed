"""Choices among rows that the page holds anyway: validated in memory, so no input reaches the database as an id."""

from django import forms
from django.utils.translation import gettext_lazy as _


class _Options:
    """Each option may carry what combo.js finds it by (code, pinyin) and a remark at its right."""

    described = {}

    def create_option(self, name, value, label, *args, **kwargs):
        option = super().create_option(name, value, label, *args, **kwargs)
        option["attrs"].update(self.described.get(str(value), {}))
        return option


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
        attrs = {"data-find": f"{row.initials} {row.pinyin.replace(' ', '')} {row.name} {row.code}"}
        if code:
            attrs["data-code"] = row.code
        if memo:
            attrs["data-memo"] = memo
        return attrs


class OneOf(_Rows, forms.ChoiceField):
    widget = OneSelect

    def clean(self, value):
        value = super().clean(value)
        return self.rows[value] if value else None


class ManyOf(_Rows, forms.MultipleChoiceField):
    widget = ManySelect

    def clean(self, value):
        return [self.rows[key] for key in dict.fromkeys(super().clean(value))]
