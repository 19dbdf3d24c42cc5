"""The product's own settings, told that this is a test."""

import os
import tempfile

os.environ["DUOLOGUE_MODE"] = "test"
os.environ.setdefault("DUOLOGUE_URL", "http://localhost:8000")

from duologue.config.settings import *  # noqa: E402, F403

# A file, not memory: write-ahead logging, several connections and the real locks, as in a real house.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": f"{tempfile.mkdtemp(prefix='duologue-test-')}/test.sqlite3"}  # noqa: F405
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in the thread that asks the database
