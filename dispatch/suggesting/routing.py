"""To which unit a matter goes, learnt from past events: a model of sort and place, and the plain table it must beat."""

import re
import warnings
from collections import Counter, defaultdict

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

NEEDS = ("create_time", "sub_type", "community", "dispose_unit")
_OFFICE = re.compile(r"(.+?)[（(][^（）()]+[）)]")
MOST = 3


def one_name(rows, aliases=None):
    """The rows with one name a unit: pairs of a file (renamed unit: its present name), then what names say themselves.

    A unit that is later written with its superior behind it, "A" and then "A（B）", is one unit if no other "A（…）" exists.
    """
    aliases = aliases or {}
    called = [aliases.get(row["dispose_unit"], row["dispose_unit"]) for row in rows]
    longer = defaultdict(set)
    for name in set(called):
        if found := _OFFICE.fullmatch(name):
            longer[found[1]].add(name)
    same = {bare: next(iter(names)) for bare, names in longer.items() if len(names) == 1}
    return [{**row, "dispose_unit": same.get(name, name)} for row, name in zip(rows, called, strict=True)]


def split(rows):
    """(the earlier four fifths, the rest), by date."""
    ordered = sorted(rows, key=lambda row: row["create_time"])
    cut = len(ordered) * 4 // 5
    return ordered[:cut], ordered[cut:]


class Table:
    """What was most frequent for (sub-type, community), then for the sub-type, then at all."""

    def __init__(self, rows):
        self.counts = defaultdict(Counter)
        for row in rows:
            for key in self._keys(row):
                self.counts[key][row["dispose_unit"]] += 1

    @staticmethod
    def _keys(row):
        return (row["sub_type"], row["community"]), (row["sub_type"],), ()

    def ranked(self, rows):
        return [self._best(row) for row in rows]

    def _best(self, row):
        units = [unit for key in self._keys(row) for unit, _n in self.counts[key].most_common(MOST)]
        return list(dict.fromkeys(units))[:MOST]


class Regression:
    """Logistic regression over sort, place, and each sort with each place."""

    def __init__(self, rows):
        self.counter = CountVectorizer(analyzer=features, min_df=min(2, len(rows)))
        self.machine = LogisticRegression(C=0.3, max_iter=100)
        counts = self.counter.fit_transform(rows)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # nearly there ranks as well
            self.machine.fit(counts, [row["dispose_unit"] for row in rows])

    def ranked(self, rows):
        scores = self.machine.predict_proba(self.counter.transform(rows))
        return [[str(self.machine.classes_[n]) for n in np.argsort(-row, kind="stable")[:MOST]] for row in scores]


def features(row):
    """What an event is made of: its sort from fine to coarse, its place, each sort with each place and with its source."""
    sort = [f"{name}={row.get(name, '')}" for name in ("sub_type", "main_type", "event_type")]
    place = [f"{name}={row.get(name, '')}" for name in ("community", "street")]
    source = [f"{name}={row.get(name, '')}" for name in ("source", "property")]
    return sort + place + source + [f"{a} {b}" for a in sort for b in place] + [f"{sort[0]} {source[0]}"]
