"""Reading the log against itself: what somebody with every right on the database changed, the hashes still tell.

`chains` follows each ticket's events, `seals` the checkpoints, `suspects` looks for the field that no longer fits.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    where: str  # "ticket T20261123-0007, event 3 (assign)"
    what: str  # a sentence about the field or the row

    def __str__(self):
        return f"{self.where}: {self.what}"
