"""Form controls drawn without templates are Django's to the byte."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from units.widgets import Renderer

TWO = [("1", "一 & <二>"), ("2", 'b"')]


class EveryControl(forms.Form):
    text = forms.CharField(
        label='x<"', initial='<"&', widget=forms.TextInput(attrs={"class": 'n"<', "on": True, "off": False})
    )
    number = forms.IntegerField(min_value=1, help_text="Hint")
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    moment = forms.DateTimeField()
    tick = forms.BooleanField(initial=True)
    one = forms.ChoiceField(choices=TWO, initial="2")
    grouped = forms.ChoiceField(choices=[("group", TWO)], required=False)
    many = forms.MultipleChoiceField(choices=TWO)
    radios = forms.ChoiceField(choices=TWO, widget=forms.RadioSelect, initial="1")
    boxes = forms.MultipleChoiceField(choices=TWO, widget=forms.CheckboxSelectMultiple)
    words = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))
    file = forms.FileField()
    secret = forms.CharField(widget=forms.PasswordInput)
    hidden = forms.CharField(widget=forms.HiddenInput, initial=0)


TYPED = {
    "text": "<é&'", "number": "no", "moment": "2026", "tick": "on", "one": "1", "many": ["1", "2"], "radios": "2",
    "boxes": ["1"], "words": "</textarea><b>", "secret": "s", "hidden": "<",
}  # fmt: skip


@pytest.mark.parametrize("name", EveryControl.base_fields)
@pytest.mark.parametrize("data", [None, TYPED, {}], ids=["fresh", "typed", "empty"])
def test_it_draws_what_django_draws(name, data):
    ours, theirs = (EveryControl(data, renderer=renderer)[name] for renderer in (Renderer(), DjangoTemplates()))
    assert str(ours) == str(theirs)
    assert [choice.tag() for choice in ours] == [choice.tag() for choice in theirs]
    assert [choice.tag(wrap_label=True) for choice in ours] == [choice.tag(wrap_label=True) for choice in theirs]
