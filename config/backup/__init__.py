"""Copies of everything that must survive, in a folder that should lie on another disk or machine.

    FOLDER/base/20261123T030000Z/    one base backup: data/ (a whole cluster, with a manifest), about.json
    FOLDER/wal/20261123T025900Z/     what the database wrote since, in one unbroken line; a .sha256 beside it
    FOLDER/photos/, photos.sha256    the photos, each copied once
    FOLDER/secret_key                the key of a trial installation
    FOLDER/state.json                the follower's last word: until when it has everything

`folder` knows this layout, `server` the database's side, `base`, `wal` and `photos` make the copies, `follow` keeps them
coming, `recovery` brings a database back, `state` answers how old all this is.
"""


class Refused(RuntimeError):
    """It cannot be done; the message says why and what to do."""
