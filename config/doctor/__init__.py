"""Says in plain words what is wrong with this machine or configuration, each line with what to do.

A check is a generator of lines; it needs no other check and works whether the product runs or not. `machine` looks at
the computer, `configuration` at the settings, `database` and `accelerator` at the services, `running` at the product.
"""

from dataclasses import dataclass

OK, WARN, BAD = "OK", "WARN", "BAD"


@dataclass(frozen=True)
class Line:
    level: str
    what: str
    do: str = ""

    def __str__(self):
        return f"{self.level:<5} {self.what}{f' → {self.do}' if self.do else ''}"


def ok(what):
    return Line(OK, what)


def warn(what, do):
    return Line(WARN, what, do)


def bad(what, do):
    return Line(BAD, what, do)


class Unanswered(RuntimeError):
    """A service does not answer: one check says so, the others keep silent."""


def examine(checks):
    """Every line of every check. A check that itself fails is a finding, never the end of the examination."""
    for check in checks:
        try:
            yield from check()
        except Unanswered:
            continue
        except Exception as reason:
            words = f"{type(reason).__name__}: {reason}".strip().replace("\n", " ")
            yield bad(f"The check {check.__name__.replace('_', ' ')} could not be made: {words}", "look at that first")


def refusals(checks):
    """The sentences for which nothing may start."""
    return [line for line in examine(checks) if line.level == BAD]
