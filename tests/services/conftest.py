"""The site on the machine's own servers, as in production: PostgreSQL, Redis, RabbitMQ.

Where they listen: TEST_POSTGRES_URL (a database whose user may create others), TEST_REDIS_URL, TEST_RABBITMQ_URL.
A test whose server does not answer is skipped with that reason, and fails where CI=true promises that they are there.
"""

import os
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379")
RABBITMQ_URL = os.environ.get("TEST_RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672")
OWN_NAME = f"almanac_tests_{os.getpid()}"


def need(url: str) -> str:
    """The address itself, if somebody listens there."""
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 5432), timeout=3).close()
    except OSError as error:
        reason = f"nothing answers at {parts.hostname}:{parts.port}: {error}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return url


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """A new database on the machine's PostgreSQL, dropped at the end."""
    server = need(POSTGRES_URL)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(OWN_NAME)))
        yield urlunsplit(urlsplit(server)._replace(path=f"/{OWN_NAME}"))
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(OWN_NAME)))


@pytest.fixture(scope="module")
def redis_cache() -> str:
    return f"{need(REDIS_URL)}/15"


@pytest.fixture(params=["redis", "rabbitmq"])
def broker(request: pytest.FixtureRequest) -> str:
    return f"{need(REDIS_URL)}/14" if request.param == "redis" else need(RABBITMQ_URL)


@pytest.fixture
def production(postgres: str, redis_cache: str, broker: str) -> dict[str, str]:
    """The environment of a site that starts no server of its own."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": postgres,
        "CACHE_URL": redis_cache,
        "CELERY_BROKER_URL": broker,
    }
