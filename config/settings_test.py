"""Settings of the tests: the real ones, with a cheap password hash and a database connection a test can own."""

from config.settings import *  # noqa: F403 - the settings, and what tests change
from config.settings import DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A test's transaction lives on one connection; the pool is exercised by the servers that the tests start.
DATABASES["default"]["OPTIONS"].pop("pool", None)
# Channels' live-server tests read the name from here.
DATABASES["default"]["TEST"] = {"NAME": "test_beside"}
MFA_RATE_LIMITS = False  # type: ignore[assignment]  # allauth takes False for "none"
ACCOUNT_RATE_LIMITS = False  # type: ignore[assignment]  # allauth takes False for "none"
