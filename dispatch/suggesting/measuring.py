"""How good a model is, on texts that it never saw."""

import time
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Figures:
    """Shares of 0 to 1; seconds for one text, from its letters to its scores."""

    texts: int
    top1: float
    top3: float
    macro_f1: float
    p50: float
    p95: float


def measure(model, texts, labels, terms_of):
    """Figures, or None where there are no texts. A class that the model does not know is simply missed."""
    if not texts:
        return None
    ranked, seconds = [], []
    for text in texts:
        began = time.perf_counter()
        scores = model.scores(terms_of(text))
        seconds.append(time.perf_counter() - began)
        ranked.append([model.classes[n] for n in np.argsort(-scores, kind="stable")[:3]])
    return figures(ranked, labels, seconds)


def figures(ranked, labels, seconds=(0.0,)):
    """Figures of [the classes proposed, best first] against what each was."""
    pairs = list(zip(ranked, labels, strict=True))
    first = [best[0] if best else None for best in ranked]
    p50, p95 = np.percentile(seconds, [50, 95])
    return Figures(
        texts=len(labels),
        top1=sum(best == label for best, label in zip(first, labels, strict=True)) / len(pairs),
        top3=sum(label in best for best, label in pairs) / len(pairs),
        macro_f1=_macro_f1(first, labels),
        p50=float(p50),
        p95=float(p95),
    )


def _macro_f1(proposed, labels):
    """The mean of 2 × right ÷ (proposed + present) over the classes that occur."""
    shares = []
    for name in sorted(set(labels) | set(filter(None, proposed))):
        right = sum(a == b == name for a, b in zip(proposed, labels, strict=True))
        shares.append(2 * right / (proposed.count(name) + labels.count(name)))
    return sum(shares) / len(shares)
