"""The item, suggested while the caller's words are typed: by a model trained on the centre's own closed tickets.

gathering: what is learnt from. training: how. making: the steps from the one to the other, now or piece by piece at night.
model: what training leaves, as plain arrays. running: which model runs. suggestions: what the page shows of it.
files, measuring, routing: trying it on files. scikit-learn takes 100 MB: only training and routing import it, and only
commands and the worker import those.
"""
