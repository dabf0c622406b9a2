"""/healthz: whether this node can answer. For load balancers and people on call."""

import logging
import socket
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

DATABASE_SECONDS = 2
BROKER_SECONDS = 0.5
BROKER_PORTS = {"redis": 6379, "rediss": 6379, "amqp": 5672, "pyamqp": 5672, "amqps": 5671}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the database answers, else 503. Pages render without cache and broker: they are only reported."""
    database = database_answers()
    report = {
        "status": "ok" if database else "unavailable",
        "database": "ok" if database else "unreachable",
        "cache": "ok" if cache_answers() else "unreachable",
        "broker": "ok" if broker_listens() else "unreachable",
    }
    return JsonResponse(report, status=200 if database else 503)


def database_answers() -> bool:
    """Asks over a connection of its own: a pooled one to a server that stands still would hang with it."""
    parameters = {**connection.get_connection_params(), "connect_timeout": DATABASE_SECONDS}
    try:
        with psycopg.connect(**parameters) as own:
            own.execute("SELECT 1")
    except psycopg.Error as error:
        logger.warning("The database does not answer: %s", type(error).__name__)
        return False
    return True


def cache_answers() -> bool:
    try:
        cache.get("healthz")
    except (RedisError, OSError) as error:
        logger.warning("The cache does not answer: %s", type(error).__name__)
        return False
    return True


def broker_listens() -> bool:
    """Whether anything accepts a connection where the broker should be; it speaks no protocol, so it fits them all."""
    url = urlsplit(settings.CELERY_BROKER_URL)
    try:
        if url.hostname is None:
            with socket.socket(socket.AF_UNIX) as own:
                own.settimeout(BROKER_SECONDS)
                own.connect(url.path)
        else:
            port = url.port or BROKER_PORTS.get(url.scheme, 0)
            socket.create_connection((url.hostname, port), timeout=BROKER_SECONDS).close()
    except OSError as error:
        logger.warning("The broker does not answer: %s", type(error).__name__)
        return False
    return True
