"""What a line was understood as."""

from dataclasses import dataclass, field, replace

from django.http import QueryDict

from units.refusals import Refusal


@dataclass(frozen=True)
class Choice:
    """One way to go on: the line that it makes, what is read, and a remark beside it: a text, or pieces of one with whether
    each is what was asked for."""

    line: str
    label: str
    memo: str | tuple = ""

    def as_json(self):
        memo = self.memo if isinstance(self.memo, tuple) else str(self.memo)
        return {"line": self.line, "label": str(self.label), "memo": memo}


@dataclass(frozen=True)
class Reading:
    """`says` is a sentence for the person: what Enter does, or what is missing.

    With a `place` Enter opens a page, `sent` to it as a form where it must stand in no address; with a `verb` it makes that
    move of `subject` (a ticket, or a unit's part) with `data`, the fields of the page's own form. A `refusal` is told before
    Enter; the gate asks anew. `kept` is what of the line may stand in the history: never a caller's words.
    """

    says: str = ""
    wrong: bool = False
    choices: tuple = ()
    complete: str = ""
    place: str = ""
    sent: dict = field(default_factory=dict)
    verb: str = ""
    refusal: Refusal | None = None  # why the gate would not let it through now
    subject: object = None
    data: dict = field(default_factory=dict)
    done: str = ""
    kept: str = ""

    def completed(self, line):
        """The same, with the line that Tab writes."""
        return self if self.complete else replace(self, complete=line)

    def form_data(self, version):
        """The fields as a browser would send them."""
        sent = QueryDict(mutable=True)
        for name, value in self.data.items():
            sent.setlist(name, [str(one) for one in value] if isinstance(value, list) else [str(value)])
        sent["version"] = version
        return sent

    def as_json(self):
        return {
            "says": str(self.refusal.sentence if self.refusal else self.says),
            "wrong": self.wrong or bool(self.refusal),
            "choices": [choice.as_json() for choice in self.choices],
            "complete": self.complete,
            "place": self.place,
            "sent": self.sent,
            "acts": bool(self.verb and not self.refusal),
            "version": self.subject.version if self.verb else "",
            "kept": self.kept,
        }


def refusal_of(check, *args):
    """What a check of the page's would refuse, or None."""
    try:
        check(*args)
    except Refusal as refusal:
        return refusal
    return None


@dataclass(frozen=True)
class Command:
    """Words in English, pinyin and Chinese, the whole English one first and its short form second; `usage` is an example."""

    words: tuple
    usage: str
    about: str
    read: object  # read(user, word, rest) gives a Reading
    begin: str = ""

    @property
    def start(self):
        """How a line with this command begins."""
        return self.begin or f"{self.words[1]} "

    def full(self, typed):
        """The whole word that begins with these letters, or ''."""
        return next((each for each in self.words if each.startswith(typed)), "")
