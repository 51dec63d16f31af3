"""The Channels tutorial's project: Django's own users and sessions, the core layer of channels-redis."""

import os

from config import env

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["localhost"]
INSTALLED_APPS = [
    "channels",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "bench.baselines.tutorial",
]
DATABASES = {"default": env.database("DATABASE_URL")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ASGI_APPLICATION = "bench.baselines.tutorial.asgi.application"
# redis-py 8 ends idle reads after 5 s, which kills the layer: the one thing that is not as the tutorial has it.
HOSTS = [{"address": os.environ["REDIS_URL"], "socket_timeout": None}]
CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": HOSTS}}}
USE_TZ = True
