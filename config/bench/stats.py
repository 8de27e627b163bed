"""The arithmetic of the bench: percentiles, rates and ratios. Times come in nanoseconds and leave in milliseconds."""

from dataclasses import dataclass, field

MS = 1_000_000


def percentile(values, share):
    """The nearest-rank percentile of a sorted list; None of nothing."""
    if not values:
        return None
    rank = -(-len(values) * share // 1)  # rounded up
    return values[max(int(rank), 1) - 1]


def ratio(one, other):
    return one / other if one is not None and other else None


@dataclass
class Sample:
    """What a number of clients saw while they drove something in a closed loop, possibly in several slices."""

    times: list = field(default_factory=list)  # of good answers, ns
    seconds: float = 0.0
    errors: int = 0
    said: str = ""  # the last error, in words
    cpu: float | None = 0.0  # seconds of the product's processes; None where they cannot be seen
    own_cpu: float = 0.0  # seconds of the load generator

    def add(self, other):
        self.times += other.times
        self.seconds += other.seconds
        self.errors += other.errors
        self.said = other.said or self.said
        self.cpu = None if self.cpu is None or other.cpu is None else self.cpu + other.cpu
        self.own_cpu += other.own_cpu

    def figures(self):
        times, n = sorted(self.times), len(self.times)
        return {
            "requests": n,
            "rate": n / self.seconds if self.seconds else 0.0,
            **{name: _ms(percentile(times, share)) for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))},
            "errors": self.errors,
            "said": self.said,
            "cpu_ms": self.cpu * 1000 / n if n and self.cpu is not None else None,
            "own_cpu_ms": self.own_cpu * 1000 / n if n else None,
        }


def _ms(value):
    return None if value is None else value / MS


def middle(runs, key="rate"):
    """The run in the middle by one figure, whole: figures of one run belong together."""
    ranked = sorted(runs, key=lambda run: run[key] or 0)
    return ranked[(len(ranked) - 1) // 2]
