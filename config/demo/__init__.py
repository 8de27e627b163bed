"""The demo district: a fictional county made by our own code from a seed, so a new installation shows a life."""
