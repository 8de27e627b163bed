"""The product's settings with one other table of addresses: an empty view and nothing else."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "config.bench.empty_urls"
