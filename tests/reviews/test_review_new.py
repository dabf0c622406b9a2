"""/models/<creator>/<slug>/reviews/new/: a review is written, changed, and never lost on the way."""

import re
from datetime import date

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import AIModel
from reviews import rules
from reviews.forms import traps
from reviews.limits import LIMITS, Limit
from reviews.models import Review
from tests.factories import AIModelFactory, OfferFactory, ProviderFactory, UserFactory
from tests.reviews.making import TEXT, published
from tests.reviews.writing import MINE, MINI, faults, filled_in, opened, said

pytestmark = pytest.mark.django_db


def test_it_leads_to_the_sign_in_and_back(client, model):
    response = client.get(MINI)
    assert response.status_code == 302
    assert response["Location"].endswith(f"?next={MINI}")
    assert "no-store" in response["Cache-Control"]


def test_it_takes_a_review_and_says_what_happens_next(anna, author, model):
    sells = OfferFactory(ai_model=model, provider=ProviderFactory(slug="north")).provider
    sent = filled_in(since_month="3", since_year="2026", provider=str(sells.pk), got_credits="on", value="")
    response = anna.post(MINI, sent, follow=True)
    assert response.redirect_chain == [(MINE, 303)]
    assert "Thank you" in said(response)
    assert "A moderator reads it before it shows" in said(response)
    review = Review.objects.get()
    assert (review.author, review.ai_model, review.state, review.stars) == (author, model, "waiting", 4)
    revision = review.newest
    assert (revision.title, revision.text) == ("Reliable on invoices", TEXT)
    assert (revision.pros, revision.cons) == (["Clean JSON", "Cheap"], ["Slow"])
    assert (revision.quality, revision.value) == (5, None)
    assert (revision.used_since, revision.provider, revision.extent) == (date(2026, 3, 1), sells, "some")
    assert (revision.is_paid, revision.got_credits, revision.employer) == (False, True, "neither")
    assert revision.rules_version == rules.EDITION


def test_it_is_kept_by_no_cache_and_the_thanks_are_said_once(anna, model):
    assert "no-store" in anna.get(MINI)["Cache-Control"]
    first = anna.post(MINI, filled_in(), follow=True)
    assert "data-accepted" in first.content.decode()
    again = anna.get(MINE)
    assert "no-store" in again["Cache-Control"]
    assert "data-accepted" not in again.content.decode()


def test_it_begins_with_what_was_said_before_and_makes_a_revision_of_it(anna, author, model):
    published(model, author=author, stars=2, title="Slow", pros=["Cheap", "Clean"], used_since=date(2026, 2, 1))
    page = anna.get(MINI)
    assert "Change your review" in said(page)
    assert "stays as it is until a moderator has read the new words" in said(page)
    html = page.content.decode()
    assert 'value="Slow"' in html
    assert "Cheap\nClean</textarea>" in html
    assert '<option value="2" selected>February</option>' in html
    assert re.search(r'name="stars" value="2"[^>]* checked', html)
    assert 'name="agrees" required' in html
    anna.post(MINI, filled_in(stars="5", title="Quick by now"))
    review = Review.objects.get()
    assert (review.state, review.stars, review.shown.title) == ("published", 2, "Slow")
    assert (review.newest.number, review.newest.title, review.newest.state) == (2, "Quick by now", "waiting")


def test_it_says_at_each_field_and_on_top_what_is_wrong_and_keeps_all(anna, model):
    response = anna.post(
        MINI,
        filled_in(
            stars=None, title=" ", text="Too short.", pros="a\nb\nc\nd\ne\nf", cons="x" * 81, use_case="", extent=None,
            since_month="5", agrees=None,
        ),
    )  # fmt: skip
    assert faults(response) == {
        "stars": "Choose one to five stars.",
        "title": "Give it a title.",
        "text": "Write 50 letters or more: these are 10.",
        "pros": "Keep the 5 that matter most: these are 6.",
        "cons": f"Point 1 (“{'x' * 30}…”) has 81 letters: 80 are the most.",
        "use_case": "Choose what you used it for.",
        "extent": "Choose how much you used it.",
        "since_year": "Choose both month and year, or neither.",
        "agrees": "Tick this if it is so: without it the review cannot be taken.",
    }
    html = response.content.decode()
    summary = html[html.index("To be put right before") :].partition("</div>")[0]
    for anchor in (
        "id_stars_0",
        "id_title",
        "id_text",
        "id_pros",
        "id_cons",
        "id_use_case",
        "id_extent_0",
        "id_agrees",
    ):
        assert f'href="#{anchor}"' in summary
        assert f'id="{anchor}"' in html
    assert "Too short.</textarea>" in html
    assert "a\nb\nc\nd\ne\nf</textarea>" in html
    assert f"{'x' * 81}</textarea>" in html
    assert '<option value="5" selected>May</option>' in html
    assert not Review.objects.exists()


@pytest.mark.parametrize("text", ["x" * 5_001, "é" * 5_001])
def test_it_takes_no_longer_text(anna, model, text):
    assert faults(anna.post(MINI, filled_in(text=text))) == {"text": "Write 5,000 letters at most: these are 5,001."}


def test_it_counts_a_line_as_one_letter_whatever_the_browser_sends(anna, model):
    anna.post(MINI, filled_in(text="ab\r\n" * 1_666 + "yz"))
    assert len(Review.objects.get().newest.text) == 5_000


def test_it_takes_no_text_of_which_nothing_would_be_seen(anna, model):
    text = "[nobody]: https://example.org/sees-this-because-it-is-only-where-a-link-leads"
    assert faults(anna.post(MINI, filled_in(text=text))) == {"text": "Nothing of this would be seen: write words."}


def test_it_takes_no_month_to_come(anna, model):
    response = anna.post(MINI, filled_in(since_month="12", since_year=str(date.today().year + 1)))
    assert "since_year" in faults(response)


@pytest.mark.parametrize("wrong", [{"stars": "6"}, {"stars": "0"}, {"quality": "9"}, {"use_case": "theft"},
                                   {"extent": "all"}, {"employer": "me"}, {"provider": "99999999999999999999"},
                                   {"provider": "\0"}, {"since_month": "13", "since_year": "2026"}])  # fmt: skip
def test_it_takes_no_choice_that_is_not_offered(anna, model, wrong):
    assert faults(anna.post(MINI, filled_in(**wrong))).keys() & wrong.keys()
    assert not Review.objects.exists()


def test_it_does_not_look_at_what_else_is_posted(anna, author, model):
    other = UserFactory()
    more = {
        "state": "approved", "number": "7", "html": "<script>x</script>", "excerpt": "x", "rules_version": "none",
        "submitted_at": "2020-01-01", "decided_at": "2020-01-01", "author": str(other.pk), "ai_model": "1",
        "shown": "1", "proof": "use", "helpful_yes": "9", "weight": "100", "verified": "on",
        "published_at": "2020-01-01",
    }  # fmt: skip
    anna.post(MINI, filled_in(**more))
    review = Review.objects.get()
    assert (review.author, review.state, review.proof, review.helpful_yes) == (author, "waiting", "email", 0)
    assert (review.shown, review.published_at) == (None, None)
    revision = review.newest
    assert (revision.state, revision.number, revision.rules_version) == ("waiting", 1, rules.EDITION)
    assert "script" not in revision.html
    assert revision.decided_at is None


def test_it_keeps_nothing_that_cannot_be_seen(anna, model):
    anna.post(
        MINI,
        filled_in(
            title="  Over\u202eturned \0 by\x07\n  far ", pros="• One\u2066\n\n- one\n* Two\u0000", cons="\u202d",
            text=f"{TEXT}\r\n\r\n\tint\x00 x;\u202e end \u200d",
        ),
    )  # fmt: skip
    revision = Review.objects.get().newest
    assert revision.title == "Over turned by far"
    assert (revision.pros, revision.cons) == (["one", "Two"], [])
    assert revision.text.startswith(f"{TEXT}\n\n    int  x;  end")


def test_it_keeps_the_joiners_that_persian_and_emoji_need(anna, model):
    anna.post(MINI, filled_in(title="\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 👩\u200d💻"))
    assert Review.objects.get().newest.title == "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 👩\u200d💻"


def test_it_offers_those_that_sell_the_model_first(anna, model):
    OfferFactory(ai_model=AIModelFactory(), provider=ProviderFactory(slug="alpha"))
    OfferFactory(ai_model=model, provider=ProviderFactory(slug="zulu"))
    ProviderFactory(slug="empty")
    options = re.findall(
        r"<optgroup label=\"([^\"]*)\">|<option value=\"\d+\">(Alpha|Zulu|Empty)<", anna.get(MINI).content.decode()
    )
    assert [group or name for group, name in options] == ["They serve GPT-5 Image Mini", "Zulu", "Others", "Alpha"]


@pytest.mark.parametrize("lifecycle", ["active", "deprecated", "retired"])
def test_it_takes_reviews_of_models_that_are_or_were_out(anna, model, lifecycle):
    AIModel.objects.update(lifecycle=lifecycle)
    assert anna.post(MINI, filled_in()).status_code == 303


def test_it_takes_none_of_a_model_that_is_only_announced(anna, model):
    AIModel.objects.update(lifecycle="announced")
    for response in (anna.get(MINI), anna.post(MINI, filled_in())):
        assert response.status_code == 403
        assert "announced and not out yet" in said(response)
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    "address", ["/models/openai/nothing/reviews/new/", "/models/nobody/gpt-5-image-mini/reviews/new/"]
)
def test_it_knows_no_review_of_a_model_that_is_not_there(anna, model, address):
    assert anna.get(address).status_code == anna.post(address, filled_in()).status_code == 404


def test_it_shows_a_preview_without_script_and_sends_nothing(anna, model):
    response = anna.post(MINI, filled_in(do="preview", text="It did *well*. <b>Bold</b>", agrees=None))
    html = response.content.decode()
    assert "<p>It did <em>well</em>. &lt;b&gt;Bold&lt;/b&gt;</p>" in html
    assert "It did *well*. &lt;b&gt;Bold&lt;/b&gt;</textarea>" in html
    assert not Review.objects.exists()


# --- what was typed survives ---


def test_it_gives_back_what_was_typed_by_somebody_who_is_signed_out_by_now(client, anna, model):
    response = client.post(MINI, filled_in(title="Half an hour of work", quality="3"))
    html = response.content.decode()
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "You are signed out" in said(response)
    assert 'value="Half an hour of work"' in html
    assert f"{TEXT}</textarea>" in html
    assert re.search(r'name="quality" value="3"[^>]* checked', html)
    assert "To be put right" not in html
    assert not Review.objects.exists()


def test_it_gives_back_what_was_typed_with_the_token_of_a_session_before(author, model):
    client = Client(enforce_csrf_checks=True)
    client.force_login(author)
    response = client.post(MINI, filled_in(title="An hour of work", csrfmiddlewaretoken="x" * 64))
    html = response.content.decode()
    assert "Send it once more" in said(response)
    assert 'value="An hour of work"' in html
    assert not Review.objects.exists()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)
    assert client.post(MINI, filled_in(csrfmiddlewaretoken=token[1])).status_code == 303
    assert Review.objects.count() == 1


def test_it_takes_nothing_without_a_token(author, model):
    client = Client(enforce_csrf_checks=True)
    client.force_login(author)
    assert client.post(MINI, filled_in()).status_code == 200
    assert not Review.objects.exists()


# --- floods and robots ---


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"homepage": "https://spam.example"}, "hidden from people"),
        ({"begun": 1}, "within three seconds"),
        ({"begun": 25 * 3600}, "more than a day ago"),
        ({"begun": -3600}, "within three seconds"),
        ({"begun": "review:1:forged"}, "more than a day ago"),
        ({"begun": ""}, "more than a day ago"),
    ],
)
def test_it_asks_what_looks_like_a_robot_to_send_again_and_keeps_all(anna, model, sent, words):
    if isinstance(begun := sent.get("begun"), int):
        sent = {"begun": opened(begun)}
    response = anna.post(MINI, filled_in(**sent))
    assert words in said(response)
    assert f"{TEXT}</textarea>" in response.content.decode()
    assert "spam.example" not in response.content.decode()
    assert not Review.objects.exists()


def test_it_takes_it_the_second_time_when_the_first_came_too_quick(anna, model):
    page = anna.post(MINI, filled_in(begun=traps.stamp())).content.decode()
    stamp = re.search(r'name="begun" value="([^"]+)"', page)[1]
    assert traps.fault("", stamp) != ""
    assert anna.post(MINI, filled_in(begun=opened(4))).status_code == 303


def test_it_puts_off_who_sends_too_often_and_keeps_all(anna, model, monkeypatch):
    monkeypatch.setitem(LIMITS, "submit", Limit(account=1, address=10, seconds=3600))
    assert anna.post(MINI, filled_in()).status_code == 303
    response = anna.post(MINI, filled_in(title="Second thoughts"))
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 3600
    assert 'value="Second thoughts"' in response.content.decode()
    assert "Nothing is lost" in said(response)
    assert Review.objects.get().revisions.count() == 1


def test_it_does_not_count_what_is_not_taken(anna, model, monkeypatch):
    monkeypatch.setitem(LIMITS, "submit", Limit(account=1, address=10, seconds=3600))
    for _ in range(3):
        anna.post(MINI, filled_in(title=""))
    assert anna.post(MINI, filled_in()).status_code == 303


# --- hostile input ---


@pytest.fixture
def no_limit(monkeypatch):
    monkeypatch.setitem(LIMITS, "submit", Limit(account=10**6, address=10**6, seconds=3600))


ANYTHING = st.text(st.characters(codec="utf-8"), max_size=200)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=ANYTHING, text=ANYTHING, pros=ANYTHING, cons=ANYTHING)
def test_it_survives_whatever_is_typed(anna, model, no_limit, title, text, pros, cons):
    response = anna.post(MINI, filled_in(title=title, text=f"{TEXT} {text}", pros=pros, cons=cons))
    assert response.status_code in (200, 303)
    page = anna.get(MINE) if response.status_code == 303 else response
    assert page.status_code in (200, 404)
    if response.status_code == 303:
        revision = Review.objects.get().newest
        for kept in (revision.title, *revision.pros, *revision.cons):
            assert all(letter.isprintable() or letter in "\u200c\u200d" for letter in kept)
        assert all(letter.isprintable() or letter in "\n\u200c\u200d" for letter in revision.text)
