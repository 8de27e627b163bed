"""Replay: real messages go through the same HTTP forms as a browser's, and staff of every role work them to the end.

It stays in the product as the way to try it and to soak it. It knows addresses and forms, no model.
"""
