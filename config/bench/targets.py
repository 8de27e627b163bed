"""What each figure is held to (requests/s at 8 clients, measured on the machine on which the floors were set).

The floors translate "1.2 times TicketsCAD" and its like to a machine without the peers: two cores, PostgreSQL and the load
tool on the same two. On another machine read them beside the ratios to the baselines.
"""

from dataclasses import dataclass

CLIENTS = 8
RATES = {"create": (145, 240), "feedback": (220, 330), "note": (220, 330), "board": (150, 250), "ticket": (160, 240)}
TYPING_P95 = (100, 50)  # ms: same-event candidates while the call is typed
GROWTH = 1.3  # any page at a million tickets, of its time at ten thousand


@dataclass(frozen=True)
class Verdict:
    target: str
    met: bool
    words: str

    def facts(self):
        return {"target": self.target, "met": self.met, "verdict": self.words}


def at_least(value, floor, unit="/s"):
    return _verdict(f"≥ {floor:g}{unit}", value, value is not None and value >= floor, value and value / floor)


def at_most(value, ceiling, unit=" ms"):
    return _verdict(f"≤ {ceiling:g}{unit}", value, value is not None and value <= ceiling, value and ceiling / value)


def _verdict(target, value, met, share):
    if value is None:
        return Verdict(target, False, "not measured")
    return Verdict(target, met, "met" if met else f"missed by {(1 - share) * 100:.0f} %")


def of_http(work, clients, figures):
    """The Verdict on one row of the table, or None where nothing is promised."""
    if clients != CLIENTS:
        return None
    if work in RATES:
        return at_least(figures["rate"], RATES[work][0])
    if work == "matches":
        return at_most(figures["p95"], TYPING_P95[0])
    return None
