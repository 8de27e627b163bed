"""Two people changed one form at once: each field is held against what it was drawn from, and only what both changed is asked.

A page carries beside each field what stood there when it was drawn (`was-<field>`), so the server need not remember. What
one side alone changed is merged without a question; what both changed differently becomes a choice, `choice-<question>`
with "mine" or "theirs". Questions that were put travel along as `asked`, so that none is passed over.
"""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext

MINE, THEIRS = "mine", "theirs"


@dataclass
class Question:
    """A field, or fields that go together, which both have changed. `field` is the bound field that holds mine, if it is one."""

    name: str
    label: str
    mine: str
    theirs: str
    by: object = None
    at: object = None
    choice: str = ""
    field: object = None


class ComparedMixin:
    """For a form of several fields that may meet a stale version.

    `compared` is {question: names of the fields that go together}. `changed` is {question: (who, when)}, of those who were
    quicker; under "" stands who it was where nothing more is known.
    """

    compared = {}

    def __init__(self, *args, changed=None, taken=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.changed, self.taken = {} if changed is None else changed, taken
        put = self.data.getlist("asked") if self.is_bound and hasattr(self.data, "getlist") else []
        self.asked = [question for question in self.compared if question in put]

    def clean(self):
        """Each choice for theirs is carried out; what was typed stays in the form."""
        cleaned = super().clean()
        for question in self.asked:
            names, choice = self.compared[question], self.data.get(f"choice-{question}")
            if choice == THEIRS:
                for name in names:
                    self._errors.pop(name, None)
                    cleaned[name] = self.fields[name].clean(_was(self.data, name, self.fields[name]))
        if any(self.data.get(f"choice-{question}") not in (MINE, THEIRS) for question in self.asked):
            self.add_error(None, gettext("Where both of you changed something, choose one of the two."))
        return cleaned

    def drawn_from(self):
        """[(name, value)] of the hidden inputs that say what stood in each field when the form was drawn."""
        names = [name for fields in self.compared.values() for name in fields]
        if self.is_bound:
            return [(f"was-{name}", self.data.get(f"was-{name}", "")) for name in names]
        return [
            (f"was-{name}", _text(self.fields[name], self.get_initial_for_field(self.fields[name], name)))
            for name in names
        ]

    def questions(self):
        """The choices to be drawn, in the order of the form."""
        found = []
        for question in self.asked:
            names = self.compared[question]
            by, at = self.changed.get(question) or self.changed.get("") or (None, None)
            typed = [_typed(self.data, self.fields[name], name) for name in names]
            was = [_was(self.data, name, self.fields[name]) for name in names]
            found.append(
                Question(
                    question, self.spoken_label(question), self.spoken(question, typed), self.spoken(question, was), by, at,
                    self.data.get(f"choice-{question}", ""), self[names[0]] if len(names) == 1 else None,
                )
            )  # fmt: skip
        return found

    def taken_labels(self):
        """What was merged from the others without a question, in words."""
        return [self.spoken_label(question) for question in self.taken]

    def spoken_label(self, question):
        return self.fields[self.compared[question][0]].label

    def spoken(self, question, values):
        """Values of a question in words; of a list of rows, its label."""
        field, value = self.fields[self.compared[question][0]], values[0]
        if isinstance(field, forms.BooleanField):
            return gettext("yes") if value else gettext("no")
        if isinstance(field, forms.ChoiceField):
            value = {str(key): label for key, label in field.choices}.get(str(value), value)
        return str(value) if value not in (None, "") else "–"


def meet(fresh, data):
    """(data of the form to draw next, questions merged from theirs), for `data` that came too late.

    `fresh` is the unbound form of how things stand now. In the answer `was-…` is of now as well, so that the next sending
    is judged by it. A page that does not say what it was drawn from is asked wherever the two differ.
    """
    kept, taken, asked = data.copy(), [], []
    for question, names in fresh.compared.items():
        fields = [(name, fresh.fields[name]) for name in names]
        theirs = [_plain(field, fresh.get_initial_for_field(field, name)) for name, field in fields]
        mine = [_plain(field, _typed(data, field, name)) for name, field in fields]
        known = all(f"was-{name}" in data for name in names)
        was = [_plain(field, _was(data, name, field)) for name, field in fields] if known else None
        if mine == was != theirs:
            taken.append(question)
            for (name, field), value in zip(fields, theirs, strict=True):
                _put(kept, name, field, value)
        elif mine != theirs and was != theirs:
            asked.append(question)
        for (name, field), value in zip(fields, theirs, strict=True):
            kept[f"was-{name}"] = _text(field, value)
        kept.pop(f"choice-{question}", None)
    kept.setlist("asked", asked)
    return kept, taken


def _typed(data, field, name):
    return field.widget.value_from_datadict(data, {}, name)


def _was(data, name, field):
    value = data.get(f"was-{name}", "")
    return value == "True" if isinstance(field, forms.BooleanField) else value


def _plain(field, value):
    """A value so that two that mean the same are equal: numbers as numbers, words without their last line break."""
    try:
        value = field.to_python(value)
    except forms.ValidationError:
        return str(value)
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return value


def _text(field, value):
    if isinstance(field, forms.BooleanField):
        return str(bool(value))
    return "" if value is None else str(value)


def _put(data, name, field, value):
    """Into posted data as a browser would send it: a box that is not ticked is not there."""
    if not isinstance(field, forms.BooleanField):
        data[name] = _text(field, value)
    elif value:
        data[name] = "on"
    else:
        data.pop(name, None)
