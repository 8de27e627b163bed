"""The fault laboratory: the real product between real services that fail, real clients, and a checker of what is left.

`lab` starts and breaks, `people`, `load` and `screens` use the product as browsers do and write down every word of it
in a `history`, `checker` compares that history with the database. One file per fault; `plan` names them all. The slice
of each runs in `test_faults.py`, the whole by `manage.py faultlab`.
"""
