"""From what the consoles heard to the figures of the live line."""

from collections import defaultdict

from config.bench import targets
from config.bench.stats import MS, percentile, ratio

SHARES = (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))


def row(count, moves, began, ours, bare_heard, spent, grown, seen):
    """`began`: {number: ns}; `spent`, `grown`: CPU seconds and bytes of (product, baseline) because of the consoles."""
    heard = [(number, at) for number, at in ours.heard if number in began]
    rows = sorted((at - began[number]) / MS for number, at in heard)
    fan, rate = spread(heard)
    bare, bare_rate = spread(bare_heard)
    cost, bare_cost = (max(seconds, 0) * 1e6 / (count * moves) for seconds in spent)
    memory, bare_memory = (size / count / 1024 for size in grown)
    made = {
        "consoles": count, "messages": len(began), "lost": len(began) * count - len(heard), "refused": ours.refused,
        **{f"row_{name}": percentile(rows, share) for name, share in SHARES},
        **{f"fan_{name}": percentile(fan, share) for name, share in SHARES},
        **{f"bare_{name}": percentile(bare, share) for name, share in SHARES},
        "fan_ratio": ratio(percentile(fan, 0.95), percentile(bare, 0.95)),
        "rate": rate, "bare_rate": bare_rate, "rate_ratio": ratio(rate, bare_rate),
        "cpu_us": cost if seen else None, "bare_cpu_us": bare_cost,
        "memory_kb": memory if seen else None, "bare_memory_kb": bare_memory,
    }  # fmt: skip
    return made | {"verdicts": {name: verdict.facts() for name, verdict in targets.of_line(made).items()}}


def spread(heard):
    """([ms from the first console that has a message to each one], the middle rate of deliveries a second)."""
    messages = defaultdict(list)
    for number, at in heard:
        messages[number].append(at)
    times, rates = [], []
    for arrivals in messages.values():
        first, last = min(arrivals), max(arrivals)
        times += [(at - first) / MS for at in arrivals]
        if last > first:
            rates.append(len(arrivals) / (last - first) * 1e9)
    return sorted(times), percentile(sorted(rates), 0.5)
