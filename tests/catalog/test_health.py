"""/healthz: what a load balancer and a person on call need to know."""

import socket
import time

import pytest
from django.db import connection

from catalog.views.health import DATABASE_SECONDS


@pytest.fixture
def database_at(monkeypatch):
    """Points the site at another database server, as a lost or frozen one would be."""

    def point(port: int) -> None:
        monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        monkeypatch.setitem(connection.settings_dict, "PORT", str(port))

    return point


@pytest.fixture
def silent_port():
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def closed_port(silent_port):
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.mark.django_db
def test_it_says_ok_while_everything_answers(client):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "cache": "ok", "broker": "ok"}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_it_says_503_when_the_database_is_gone(client, database_at, closed_port):
    database_at(closed_port)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["database"] == "unreachable"


@pytest.mark.django_db
def test_it_does_not_wait_for_a_database_that_stands_still(client, database_at, silent_port):
    database_at(silent_port)
    began = time.monotonic()
    assert client.get("/healthz").status_code == 503
    assert time.monotonic() - began < DATABASE_SECONDS + 2


@pytest.mark.django_db
def test_it_stays_ok_without_cache_and_broker_and_says_so(client, settings, closed_port):
    gone = f"redis://127.0.0.1:{closed_port}/0"
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": gone}}
    settings.CELERY_BROKER_URL = gone
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "cache": "unreachable", "broker": "unreachable"}


@pytest.mark.django_db
def test_it_tells_no_address_and_no_secret(client, settings, database_at, closed_port):
    database_at(closed_port)
    settings.CELERY_BROKER_URL = f"redis://:secret-word@127.0.0.1:{closed_port}/0"
    body = client.get("/healthz").content.decode()
    assert "secret-word" not in body
    assert "127.0.0.1" not in body
