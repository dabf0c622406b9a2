"""A draft on the real page of its model: for editors in the admin, by a signed link for whoever has no account."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from catalog.editing.previews import LIFE
from catalog.models import EditionItem
from tests import factories
from tests.catalog.admin.desk import address, draft_of, save, somebody_who_may

pytestmark = pytest.mark.django_db

BAR = "Preview of a draft; not public."


@pytest.fixture
def draft(model):
    edition = draft_of(model, tagline="Words of the draft.", about="It draws.\n\nIt writes.")
    EditionItem.objects.create(edition=edition, kind="question", title="Does it draw?", text="It does.")
    factories.EditionFactory(ai_model=model, tagline="Words of the page.")
    return edition


def link_from(desk: Client, draft) -> str:
    """The address that an editor would send, made at the desk."""
    page = desk.post(address(draft, "preview_link"), {"make": "1"}, follow=True).content.decode()
    return re.findall(r'value="https?://[^/]+(/previews/[^"]+)"', page)[0]


def test_it_shows_the_draft_on_the_real_page(desk, client, draft, model):
    frames = desk.get(address(draft, "preview"))
    assert frames.content.decode().count(f'src="{address(draft, "preview_page")}"') == 2
    assert "frame-src 'self'" in frames.headers["Content-Security-Policy"]
    page = desk.get(address(draft, "preview_page"))
    words = page.content.decode()
    for part in (BAR, "Words of the draft.", "It writes.", "Does it draw?", "400K", 'id="calculator"'):
        assert part in words
    assert "Words of the page." not in words
    public = client.get(model.get_absolute_url())
    assert "Words of the page." in public.content.decode()
    assert BAR not in public.content.decode()


def test_it_shows_figures_in_place_and_marks_references_that_lead_nowhere(desk, client, model):
    words = "Reads {{context_window}} tokens at {{price.nothing}}."
    page = desk.get(address(draft_of(model, about=words), "preview_page")).content.decode()
    assert "<mark>{{price.nothing}}: there is no such figure</mark>" in page
    assert "400,000" in page.partition("Reads ")[2][:100]
    factories.EditionFactory(ai_model=model, about=words)
    public = client.get(model.get_absolute_url()).content.decode()
    assert "<mark>" not in public
    assert "price.nothing" not in public


def test_it_keeps_a_preview_out_of_caches_and_search_engines(desk, draft):
    for response in (desk.get(address(draft, "preview_page")), Client().get(link_from(desk, draft))):
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert '<meta name="robots" content="noindex">' in response.content.decode()
        assert 'rel="canonical"' not in response.content.decode()


def test_it_lets_nothing_but_the_desk_frame_a_preview(desk, draft):
    framed = desk.get(address(draft, "preview_page")).headers
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in framed["Content-Security-Policy"]
    linked = Client().get(link_from(desk, draft)).headers
    assert linked["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in linked["Content-Security-Policy"]


def test_it_answers_with_parts_of_the_previewed_page(desk, draft):
    address_of_page = link_from(desk, draft)
    part = Client().get(address_of_page, {"_part": "history"})
    assert part.status_code == 200
    assert "no-store" in part.headers["Cache-Control"]
    assert BAR in Client().get(address_of_page, {"window": "90-days"}).content.decode()


def test_it_leads_from_the_form_to_the_preview_of_what_was_saved(desk, draft):
    answer = save(desk, draft, tagline="Just typed.", _preview="1")
    assert answer.redirect_chain[-1][0] == address(draft, "preview")
    assert "Just typed." in desk.get(address(draft, "preview_page")).content.decode()


def test_it_shows_no_preview_to_those_who_may_not_look(draft):
    stranger = somebody_who_may("view_aimodel")
    for page in ("preview", "preview_page"):
        assert stranger.get(address(draft, page)).status_code == 403
        assert Client().get(address(draft, page)).status_code == 302


# --- links --------------------------------------------------------------------------------------------------------


def test_it_shows_a_draft_by_a_link_to_somebody_without_an_account(desk, draft):
    page = Client().get(link_from(desk, draft))
    assert page.status_code == 200
    assert BAR in page.content.decode()
    assert "Words of the draft." in page.content.decode()


def test_it_ends_a_link_after_seven_days(desk, draft, monkeypatch):
    link, now = link_from(desk, draft), signing.time.time()
    for age, status in ((LIFE - timedelta(minutes=1), 200), (LIFE + timedelta(minutes=1), 410)):
        monkeypatch.setattr("django.core.signing.time.time", lambda age=age: now + age.total_seconds())
        page = Client().get(link)
        assert page.status_code == status
    assert "This preview has ended" in page.content.decode()


def test_it_ends_links_when_there_is_a_new_one_and_when_an_editor_ends_them(desk, draft):
    first = link_from(desk, draft)
    second = link_from(desk, draft)
    assert [Client().get(link).status_code for link in (first, second)] == [410, 200]
    desk.post(address(draft, "preview_link"), {"end": "1"})
    gone = Client().get(second)
    assert gone.status_code == 410
    assert "Words of the draft." not in gone.content.decode()


def test_it_leads_from_a_link_to_the_page_once_that_is_published(desk, draft, model):
    link = link_from(desk, draft)
    save(desk, draft, _publish="1")
    page = Client().get(link)
    assert page.status_code == 410
    assert "Published by now" in page.content.decode()
    assert model.get_absolute_url() in page.content.decode()
    refused = desk.post(address(draft, "preview_link"), {"make": "1"}, follow=True).content.decode()
    assert "Only a draft is shown by a link" in refused
    draft.refresh_from_db()
    assert draft.preview_key == ""


def test_it_takes_no_link_that_was_changed_or_made_for_another(desk, draft, model, caplog):
    link = link_from(desk, draft)
    other = draft_of(model)
    forged = signing.dumps([other.pk, ""], salt="somewhere else")
    with caplog.at_level(logging.DEBUG):
        for broken in (link[:-2] + "/", link.replace("/previews/", "/previews/x"), reverse("preview", args=[forged])):
            page = Client().get(broken)
            assert page.status_code == 404
            assert "No such preview" in page.content.decode()
            assert "no-store" in page.headers["Cache-Control"]
    assert "previews/" not in caplog.text, "what is left of a good link stands in no log"


def test_it_shows_no_draft_without_a_key_of_its_own(draft):
    bare = signing.dumps([draft.pk, ""], salt="catalog.editing.previews")
    assert Client().get(reverse("preview", args=[bare])).status_code == 410
