"""The tests' settings with addresses where nothing listens: enough for mypy to read the models, connecting to nothing."""

import os

os.environ.setdefault("BESIDE_MODE", "test")
os.environ.setdefault("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1/0")

from config.settings_test import *  # noqa: F403 - the environment comes first
