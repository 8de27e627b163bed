"""A page as a person's browser holds it: its forms, with what stands in their fields."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """One form: where it goes, what its fields hold, which choices its selects offer."""

    action: str
    method: str
    fields: dict = field(default_factory=dict)  # name → list of values, as a browser would send them
    choices: dict = field(default_factory=dict)  # select or radio name → values on offer
    labels: dict = field(default_factory=dict)  # (select name, value) → what the reader sees
    files: dict = field(default_factory=dict)  # name → (file name, content, type) that a person chooses


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self._form, self._select, self._area, self._option = [], None, None, None, None

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "form":
            self._form = Form(a.get("action") or "", (a.get("method") or "get").lower())
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "input":
            self._input(a)
        elif tag == "select":
            self._select = a.get("name")
            self._form.choices.setdefault(self._select, [])
        elif tag == "option" and self._select:
            value = a.get("value", "")
            self._option = (self._select, value)
            self._form.choices[self._select].append(value)
            if "selected" in a:
                self._form.fields.setdefault(self._select, []).append(value)
        elif tag == "textarea":
            self._area = a.get("name")
            self._form.fields[self._area] = [""]

    def _input(self, a):
        name, kind = a.get("name"), a.get("type", "text")
        if not name or kind in ("submit", "file", "button"):
            return
        if kind in ("radio", "checkbox"):
            self._form.choices.setdefault(name, []).append(a.get("value", "on"))
            if "checked" in a:
                self._form.fields.setdefault(name, []).append(a.get("value", "on"))
        else:
            self._form.fields.setdefault(name, []).append(a.get("value") or "")

    def handle_data(self, data):
        if self._area and self._form:
            self._form.fields[self._area][0] += data
        elif self._option and self._form:
            self._form.labels[self._option] = self._form.labels.get(self._option, "") + data.strip()

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "option":
            self._option = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None


def forms(html):
    """The forms of a page, in order."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


def form_to(html, path):
    """The form of a page that posts to `path` (or to the page itself)."""
    posting = [form for form in forms(html) if form.method == "post"]
    for form in posting:
        if form.action.split("?")[0] == path:
            return form
    bare = [form for form in posting if not form.action]
    if bare:
        return bare[0]
    raise LookupError(f"no form posts to {path}")
