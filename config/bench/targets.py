"""What each figure is held to (requests/s at 8 clients, measured on the machine on which the floors were set).

The floors translate "1.2 times TicketsCAD" and its like to a machine without the peers: two cores, PostgreSQL and the load
tool on the same two. On another machine read them beside the ratios to the baselines.
"""

from dataclasses import dataclass

CLIENTS = 8
RATES = {"create": 145, "feedback": 220, "note": 220, "board": 150, "ticket": 160}
CREATE_P95 = 104  # ms: TicketsCAD's own
TYPING_P95 = 100  # ms: same-event candidates while the call is typed
WORDS_P95 = 150  # ms: words are found among a million tickets
ROW_P95 = {200: 100}  # ms: commit → changed row
FAN_RATIO, RATE_RATIO, MEMORY_KB = 2.0, 0.5, 60  # of the bare broadcast, with 500 consoles and more; KB a console
BESIDE = 1.3  # p95 of a page with 200 consoles connected, of none
TAKE_IN_SECONDS = 3  # from the first of a thousand consoles that is back to the last
GROWTH = 1.3  # any page at a million tickets, of its time at ten thousand


@dataclass(frozen=True)
class Verdict:
    target: str
    met: bool
    words: str
    share: float = 1.0  # of the target that was reached; under 1 where it was missed

    def facts(self):
        return {"target": self.target, "met": self.met, "verdict": self.words}


def at_least(value, floor, unit="/s"):
    return _verdict(f"≥ {floor:g}{unit}", value, value is not None and value >= floor, value and value / floor)


def at_most(value, ceiling, unit=" ms"):
    return _verdict(f"≤ {ceiling:g}{unit}", value, value is not None and value <= ceiling, value and ceiling / value)


def _verdict(target, value, met, share):
    if value is None:
        return Verdict(target, False, "not measured", 0.0)
    return Verdict(target, met, "met" if met else f"missed by {(1 - share) * 100:.0f} %", share)


def of_http(work, clients, figures):
    """The Verdict on one row of the table, or None where nothing is promised."""
    if clients != CLIENTS:
        return None
    if work == "create":  # two promises: the one that is kept worse is shown
        both = at_least(figures["rate"], RATES[work]), at_most(figures["p95"], CREATE_P95, " ms p95")
        return min(both, key=lambda verdict: verdict.share)
    if work in RATES:
        return at_least(figures["rate"], RATES[work])
    if work == "matches":
        return at_most(figures["p95"], TYPING_P95)
    if work == "find by words":
        return at_most(figures["p95"], WORDS_P95)
    return None


def of_line(row):
    """{name: Verdict} on one row of the fan-out."""
    found = {}
    if row["consoles"] in ROW_P95:
        found["commit → row p95"] = at_most(row["row_p95"], ROW_P95[row["consoles"]])
    if row["consoles"] >= 500:
        found["fan-out p95"] = at_most(row["fan_ratio"], FAN_RATIO, " × bare")
        found["deliveries"] = at_least(row["rate_ratio"], RATE_RATIO, " × bare")
        found["memory"] = at_most(row["memory_kb"], MEMORY_KB, " KB")
    return found
