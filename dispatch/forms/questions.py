"""The questions of an item as fields of a form: one row of answers each. None must be answered to go on."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

PREFIX = "condition_"
NAMED = re.compile(r"condition_[0-9]{1,18}", re.ASCII)


class Answers(forms.RadioSelect):
    """Each answer may carry the unit that it makes the lead; dispatch.js then chooses it."""

    leads = {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if lead := self.leads.get(value):
            option["attrs"]["data-lead"] = lead
        return option


def add(form, questions, given=None):
    """Add a field for each question. `given` = {condition id: option}: what was answered so far."""
    form.questions = questions
    for question in questions:
        field = forms.ChoiceField(
            label=question.condition.wording, choices=[(str(o.pk), o.wording) for o in question.options], required=False,
            widget=Answers, error_messages={"invalid_choice": _("Choose from the list.")},
        )  # fmt: skip
        field.widget.leads = {str(option.pk): option.lead_id for option in question.options if option.lead_id}
        answer = (given or {}).get(question.condition.pk)
        field.initial = answer and str(answer.pk)
        form.fields[name_of(question)] = field


def name_of(question):
    return f"{PREFIX}{question.condition.pk}"


def chosen(form):
    """The options that were chosen."""
    found = {str(option.pk): option for question in form.questions for option in question.options}
    said = (form.cleaned_data.get(name_of(question)) for question in form.questions)
    return [found[value] for value in said if value]
