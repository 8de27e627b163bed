"""From texts to a model: counts of terms, then a linear support vector machine for each class against all others.

It imports scikit-learn, which takes 100 MB of memory: so it is itself imported only where somebody trains.
"""

import io
import warnings
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.svm import LinearSVC

from dispatch.suggesting.model import Model, packed, unpacked

TERMS = 20_000  # the most frequent ones: 5 MB of weights for 126 items
COST = 1.0  # C of the machine


@dataclass(frozen=True)
class Sample:
    """What is trained on, counted: nothing of it can be read as a text any more."""

    classes: list
    terms: list
    counts: sparse.csr_matrix  # texts × terms
    labels: np.ndarray  # one a text: the index of its class

    def dump(self):
        file = io.BytesIO()
        np.savez_compressed(
            file,
            classes=packed(self.classes),
            terms=packed(self.terms),
            counts=np.minimum(self.counts.data, 255).astype(np.uint8),
            indices=self.counts.indices.astype(np.uint16),
            indptr=self.counts.indptr,
            labels=self.labels.astype(np.uint16),
        )
        return file.getvalue()

    @classmethod
    def load(cls, data):
        with np.load(io.BytesIO(data), allow_pickle=False) as kept:
            terms, labels = unpacked(kept["terms"]), kept["labels"].astype(np.int64)
            parts = kept["counts"], kept["indices"].astype(np.int32), kept["indptr"]
            counts = sparse.csr_matrix(parts, shape=(len(labels), len(terms)))
            return cls(unpacked(kept["classes"]), terms, counts, labels)

    @property
    def idf(self):
        """How rare each term is: ln((1 + texts) / (1 + texts with it)) + 1."""
        having = np.bincount(self.counts.indices, minlength=len(self.terms))
        return (np.log((1 + len(self.labels)) / (1 + having)) + 1).astype(np.float32)

    def weighed(self):
        """The rows as `Model.read` weighs a text: (1 + ln times) × rarity, each row of length 1."""
        data = (1 + np.log(self.counts.data.astype(np.float32))) * self.idf[self.counts.indices]
        rows = sparse.csr_matrix((data, self.counts.indices, self.counts.indptr), shape=self.counts.shape)
        lengths = np.sqrt(rows.multiply(rows).sum(axis=1)).A1
        lengths[lengths == 0] = 1
        return sparse.diags((1 / lengths).astype(np.float32)) @ rows


def count(texts, labels, terms_of):
    """A Sample of texts (each cut up by `terms_of`) and what class each belongs to."""
    classes = sorted(set(labels))
    column = {name: n for n, name in enumerate(classes)}
    counter = CountVectorizer(analyzer=terms_of, min_df=min(2, len(texts)), max_features=TERMS, dtype=np.int32)
    counts = counter.fit_transform(texts).tocsr()
    terms = list(map(str, counter.get_feature_names_out()))
    return Sample(classes, terms, counts, np.array([column[label] for label in labels]))


def fit(sample, columns):
    """(weights: terms × columns, bias) of some of the classes, each against all others; rare ones weigh more."""
    rows, weights, bias = sample.weighed(), [], []
    for column in columns:
        mine = sample.labels == column
        heavier = len(mine) / (len(sample.classes) * max(mine.sum(), 1))
        machine = LinearSVC(C=COST, class_weight={True: heavier, False: 1.0}, random_state=0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # nearly there ranks as well
            machine.fit(rows, mine)
        weights.append(machine.coef_[0])
        bias.append(machine.intercept_[0])
    return np.array(weights, dtype=np.float32).T, np.array(bias, dtype=np.float32)


def whole(sample, parts):
    """The model, from what `fit` made of all columns in their order."""
    weights, bias = zip(*parts, strict=True)
    return Model(sample.classes, sample.terms, sample.idf, np.hstack(weights), np.concatenate(bias))


def train(texts, labels, terms_of):
    """All at once: for a file, or a small centre."""
    sample = count(texts, labels, terms_of)
    return whole(sample, [fit(sample, range(len(sample.classes)))])
