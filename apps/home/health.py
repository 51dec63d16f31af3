"""Two questions of a supervisor: does the process live, and can it serve."""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from redis.exceptions import RedisError


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 as long as the process lives; touches nothing else."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when people can be served; without Redis Beside is slower, not down."""
    database, cache = _database_answers(), _redis_answers()
    state = "ok" if database and cache else "degraded" if database else "down"
    details = {
        "state": state,
        "database": _word(works=database),
        "redis": _word(works=cache),
    }
    return JsonResponse(details, status=200 if database else 503)


def _word(*, works: bool) -> str:
    return "ok" if works else "down"


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _redis_answers() -> bool:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1) as client:
            return bool(client.ping())
    except RedisError:
        return False
