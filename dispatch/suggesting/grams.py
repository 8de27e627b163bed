"""What a text is made of for the model: runs of one to three characters, so that Chinese needs no segmenter."""

import unicodedata

LONGEST = 3
MOST_CHARACTERS = 4000  # of one text that are looked at: as many as the call form takes


class _Plain(dict):
    """One character to one character, so that a place in the plain text is the same place in the text."""

    def __missing__(self, point):
        sign = unicodedata.normalize("NFKC", chr(point)).lower()
        if len(sign) != 1:
            sign = chr(point)
        if sign.isdecimal():
            sign = "0"  # no digit is learnt, so no telephone number is
        elif not sign.isalnum():
            sign = " "
        self[point] = sign
        return sign


_PLAIN = _Plain()


def plain(text):
    return text[:MOST_CHARACTERS].translate(_PLAIN)


def grams(text):
    """Those of a text, as often as they stand in it; none reaches over a sign of punctuation."""
    return [
        run[begin : begin + length]
        for run in plain(text).split()
        for length in range(1, LONGEST + 1)
        for begin in range(len(run) - length + 1)
    ]
