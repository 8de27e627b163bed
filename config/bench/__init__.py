"""Bench: how fast the started product is, each figure beside a baseline that is measured in the same minutes.

The command drives the real addresses and forms over HTTP; baselines (INSERT + COMMIT of the same rows, an empty view behind
the same door, a bare broadcast) take turns with the product, so that what else the machine does hits both.
"""
