"""A trained model: plain arrays that score a text, and that are written and read without pickle."""

import io
import zipfile
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np


class Unreadable(Exception):
    """The bytes are no model."""


@dataclass(frozen=True)
class Model:
    """One line of weights a term, one column a class. Scores are margins: above 0 the class says yes by itself."""

    classes: list  # what is told apart: codes of items
    terms: list
    idf: np.ndarray  # float32, one a term
    weights: np.ndarray  # float32, terms × classes
    bias: np.ndarray  # float32, one a class

    @cached_property
    def _index(self):
        return {term: n for n, term in enumerate(self.terms)}

    def read(self, found):
        """(indices of the terms that the model knows, what each weighs in this text), from a list of terms."""
        counts = Counter(self._index[term] for term in found if term in self._index)
        known = np.fromiter(counts, dtype=np.int64, count=len(counts))
        times = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        values = (1 + np.log(times)) * self.idf[known]
        length = np.sqrt((values**2).sum())
        return known, values / length if length else values

    def scores(self, found):
        """The margin of each class, from a list of terms."""
        known, values = self.read(found)
        # not `@`: on a busy machine its threads wait 30 ms for one another over a tenth of a millisecond's work
        return np.einsum("t,tc->c", values, self.weights[known]) + self.bias

    def what_led(self, found, column):
        """{term: what it added to the class's score}, of the terms that the model knows."""
        known, values = self.read(found)
        added = values * self.weights[known, column]
        return {self.terms[n]: float(share) for n, share in zip(known, added, strict=True)}

    def dump(self):
        """Bytes; weights as half floats, which changes no ranking that matters."""
        file = io.BytesIO()
        np.savez_compressed(
            file,
            classes=packed(self.classes),
            terms=packed(self.terms),
            idf=self.idf.astype(np.float32),
            weights=self.weights.astype(np.float16),
            bias=self.bias.astype(np.float32),
        )
        return file.getvalue()

    @classmethod
    def load(cls, data):
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as kept:
                return cls(
                    classes=unpacked(kept["classes"]),
                    terms=unpacked(kept["terms"]),
                    idf=kept["idf"],
                    weights=kept["weights"].astype(np.float32),
                    bias=kept["bias"],
                )
        except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
            raise Unreadable(str(error)) from error


def packed(words):
    return np.frombuffer("\n".join(words).encode(), dtype=np.uint8)


def unpacked(letters):
    text = letters.tobytes().decode()
    return text.split("\n") if text else []
