"""The demo district: a fictional county made by our own code from a seed, so that a fresh installation has something to show."""
