"""The product's settings, for the test run. Each run has services of its own in a folder that goes with it."""

import os
import tempfile
from pathlib import Path

os.environ["DJANGO_ENV"] = "test"
# The first process of a run picks the folder; pytest-xdist's workers inherit the variable and find the same services.
if "TEST_RUN_DIR" not in os.environ:
    os.environ["TEST_RUN_DIR"] = str(Path(tempfile.gettempdir()) / f"linkage-test-{os.getpid()}")
os.environ["DATA_DIR"] = os.environ["TEST_RUN_DIR"]

from config.settings import *  # noqa: F403

STATIC_ROOT = None  # nothing is collected in a test run; files are served from where they stand
LANGUAGE_CODE = "en"  # tests quote the sentences of the sources; test_languages asks for the Chinese ones
TRAINING_HOUR = None  # what tick does in a test must not hang on the hour; tests of training call it
