"""Where there is no page to show, a page of our own says so, and asks nothing of what just broke."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path

from catalog.views import errors
from config.urls import urlpatterns as addresses_of_the_site

pytestmark = pytest.mark.django_db


def breaks(request):
    raise RuntimeError("as planned")


urlpatterns = [path("breaks", breaks), *addresses_of_the_site]
handler500 = errors.server_error


@pytest.mark.urls("tests.test_errors")
def test_it_shows_a_broken_page_without_asking_the_database(client):
    client.raise_request_exception = False
    with CaptureQueriesContext(connection) as asked:
        response = client.get("/breaks")
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()
    assert "as planned" not in response.content.decode()
    assert len(asked) == 0


@pytest.mark.parametrize(
    "address", ["/nowhere/", "/models/openai/", "/models/openai/nothing/", "/%00", "/models/%2e%2e/x/"]
)
def test_it_says_that_there_is_no_such_page(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "Nothing is kept at this address" in response.content.decode()
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert not response.cookies


def test_it_does_not_look_again_at_a_request_that_nobody_sends(client):
    response = client.get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "Not understood" in response.content.decode()
    assert "elsewhere" not in response.content.decode()


def test_it_refuses_a_form_from_elsewhere_with_a_page_of_our_own():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert "load the page again" in response.content.decode()
