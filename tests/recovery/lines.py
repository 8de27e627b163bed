"""What the doctor says, as tests ask for it."""

from config.doctor import examine


def said(*checks):
    return list(examine(checks))


def levels(*checks):
    return {line.level for line in said(*checks)}


def sentence(level, *checks):
    """The one line of that level."""
    (line,) = [line for line in said(*checks) if line.level == level]
    assert line.do  # it says what to do
    return str(line)
