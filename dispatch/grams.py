"""What a text is found by: every two letters that stand together in Chinese, and whole words of Latin letters and digits.

`plain` is what the database makes of a text that it keeps (`app_letters`, migration 0021): change both or neither. Its index
holds pairs of any two signs, for there a piece of a number must be found; what is compared must not see 12 in 312. Apart
from `suggesting.grams` too, which learns from runs of one to three letters and must learn no digit.
"""

import re
import unicodedata

MOST_LETTERS = 4000  # of one text that are looked at: as many as the call form takes
LONGEST = 12  # letters of a Latin word or a number that are kept; a longer one is told apart by reading the text
_RUNS = re.compile(r"[0-9a-z]+|[^\W0-9a-z_]+")


def plain(text):
    """One way to write it: narrow small letters, and a single space for whatever is neither letter nor digit."""
    narrow = unicodedata.normalize("NFKC", text[:MOST_LETTERS]).lower()
    return " ".join("".join(sign if sign.isalnum() else " " for sign in narrow).split())


def grams(text):
    """The set of them: 路灯不亮 gives 路灯, 灯不, 不亮; 3号楼B座1203室 gives 3, 号楼, b, 1203. No more than letters."""
    found = set()
    for run in _RUNS.findall(plain(text)):
        if run.isascii():
            found.add(run[:LONGEST])
        else:
            found.update(run[at : at + 2] for at in range(len(run) - 1))
    return found
