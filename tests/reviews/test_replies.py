"""Who speaks for a company, and what it replies to reviews: confirmed, moderated, marked, and counted in nothing."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalog.models import AIModel, Creator
from reviews import belongings, replying, representing, tasks
from reviews.models import ModerationAction, Reply, ReplyVersion, Representative, Review
from tests.factories import AIModelFactory, ProviderFactory, UserFactory
from tests.reviews.desk import QUEUE, moderator, signed_in, text_of
from tests.reviews.making import hidden, published, speaks_for
from tests.reviews.writing import filled_in

pytestmark = pytest.mark.django_db

ASKING = "/account/representing/"
VOID = "This link no longer works"
TEXT = "Thank you. The **time-outs** that you saw were mended on 20 November; tell us if you see one again."


@pytest.fixture
def model() -> AIModel:
    return AIModelFactory(slug="gpt-5", name="GPT-5", creator__website="https://www.openai.com/about")


@pytest.fixture
def olga() -> User:
    return UserFactory(email="olga@home.example", public_name="Olga")


@pytest.fixture
def voice(olga: User) -> Client:
    return signed_in(olga)


@pytest.fixture
def desk() -> Client:
    """A moderator who may confirm who speaks for a company."""
    mona = moderator(public_name="Mona")
    mona.user_permissions.add(Permission.objects.get(codename="confirm_representative"))
    return signed_in(mona)


def asking(creator: Creator, **said: str) -> dict[str, str]:
    usual = {"company": f"creator:{creator.pk}", "domain": "openai.com", "method": "mail", "mailbox": "o@openai.com"}
    return {**usual, **said}


def address(review: Review) -> str:
    return f"/reviews/{review.pk}/reply/"


def page_of(version: ReplyVersion) -> str:
    return f"{QUEUE}reply/{version.pk}/"


def replied(review: Review, person: User, text: str = TEXT) -> ReplyVersion:
    return replying.submit(review.pk, person, text)


def shown(review: Review, person: User, text: str = TEXT) -> ReplyVersion:
    version = replied(review, person, text)
    replying.approve(version.pk, moderator())
    return version


def mails() -> dict[str, str]:
    mail.outbox.clear()
    tasks.tell_authors()
    return {one.to[0]: f"{one.subject}\n{one.body}" for one in mail.outbox}


def link_in(text: str) -> str:
    (link,) = re.findall(r"http://localhost:8000(/account/representing/prove/\S+)", text)
    return str(link)


# --- who speaks for a company ---


def test_it_confirms_by_a_mail_to_the_domain_and_by_the_operator(model, olga, voice, desk):
    page = text_of(voice.post(ASKING, asking(model.creator), follow=True))
    assert "A link is on its way to o@openai.com" in page
    asked = Representative.objects.get()
    assert (
        text_of(desk.get(QUEUE)).count("every review is decided on") == 1
    )  # Nothing to see before the link is opened.
    link = link_in(mails()["o@openai.com"])
    assert asked.token not in link
    assert "You ask to speak for OpenAI" in text_of(voice.get(link))
    assert Representative.objects.get().controlled_at is None
    assert "The domain is proven" in text_of(voice.post(link, follow=True))
    assert VOID in text_of(voice.get(link))
    case = desk.get(QUEUE).headers["Location"]
    page = text_of(desk.get(case))
    assert "It is that of its website in the catalog, openai.com." in page
    assert "olga@home.example" not in page
    assert "Confirmed" in text_of(desk.post(case, {"way": "confirm"}, follow=True))
    assert "you may reply for OpenAI" in mails()["olga@home.example"]
    assert "OpenAI: confirmed" in text_of(voice.get(ASKING))


def test_it_confirms_by_a_record_that_the_operator_looks_up(model, olga, voice, desk):
    page = text_of(
        voice.post(ASKING, asking(model.creator, method="dns", domain="https://WWW.Open-AI.example/x"), follow=True)
    )
    asked = Representative.objects.get()
    assert (asked.domain, asked.mailbox) == ("open-ai.example", "")
    for said in (f"_almanac-challenge.{asked.domain}", asked.token):
        assert said in page
        assert said in text_of(desk.get(f"{QUEUE}voice/{asked.pk}/"))
    assert "another: openai.com" in text_of(desk.get(f"{QUEUE}voice/{asked.pk}/"))
    assert mails() == {}
    desk.post(f"{QUEUE}voice/{asked.pk}/", {"way": "refuse", "note": "That domain is not OpenAI's."})
    assert "That domain is not OpenAI's." in mails()["olga@home.example"]
    assert "That domain is not OpenAI&#x27;s." in text_of(voice.get(ASKING))
    voice.post(ASKING, asking(model.creator))
    assert Representative.objects.filter(state="asked").count() == 1


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"company": ""}, "Choose the company."),
        ({"company": "creator:99999"}, "Choose one of the companies in the list."),
        ({"company": "user:1"}, "Choose one of the companies in the list."),
        ({"domain": "openai"}, "That is no domain"),
        ({"domain": "127.0.0.1"}, "That is no domain"),
        ({"domain": "a b.com"}, "That is no domain"),
        ({"domain": "Gmail.com", "mailbox": "o@gmail.com"}, "Anybody can have an address at gmail.com"),
        ({"domain": "me.github.io"}, "Anybody can have an address at me.github.io"),
        ({"mailbox": ""}, "Give an address at the domain"),
        ({"mailbox": "o@notopenai.com"}, "This address is not at openai.com."),
        ({"method": "fax"}, "Select a valid choice"),
    ],
)
def test_it_says_what_is_wrong_and_keeps_what_was_typed(model, voice, said, complaint):
    answer = voice.post(ASKING, asking(model.creator, **said))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert complaint in page
    assert f'value="{asking(model.creator, **said)["domain"]}"' in page
    assert not Representative.objects.exists()


def test_it_takes_one_request_for_a_company(model, voice):
    voice.post(ASKING, asking(model.creator))
    assert "You have asked for this company already" in voice.post(ASKING, asking(model.creator)).content.decode()
    assert Representative.objects.count() == 1


def test_it_takes_a_link_for_one_day_one_person_and_until_another_is_sent(model, voice, desk, monkeypatch):
    voice.post(ASKING, asking(model.creator))
    asked = Representative.objects.get()
    link = link_in(mails()["o@openai.com"])
    assert VOID in text_of(signed_in(UserFactory()).post(link))
    assert Client().get(link).status_code == 302
    with monkeypatch.context() as later:
        later.setattr(representing, "LINK_SECONDS", -1)
        assert VOID in text_of(voice.post(link))
    voice.post(f"{ASKING}{asked.pk}/again/")
    assert VOID in text_of(voice.post(link))
    assert Representative.objects.get().controlled_at is None
    assert desk.post(f"{QUEUE}voice/{asked.pk}/", {"way": "confirm"}).status_code == 302
    assert Representative.objects.get().state == "asked"
    assert voice.post(link_in(mails()["o@openai.com"])).status_code == 302
    assert Representative.objects.get().controlled_at


def test_it_lets_nobody_touch_the_request_of_another(model, olga):
    one = speaks_for(olga, creator=model.creator)
    other = signed_in(UserFactory())
    assert other.post(f"{ASKING}{one.pk}/end/").status_code == 404
    assert other.post(f"{ASKING}{one.pk}/again/").status_code == 404
    assert Representative.objects.get().state == "confirmed"


def test_it_is_confirmed_by_those_alone_who_have_the_right(model, olga):
    asked = representing.ask(Representative(person=olga, domain="openai.com", method="dns", creator=model.creator))
    plain = signed_in(moderator())
    for page in (f"{QUEUE}voice/{asked.pk}/", "/admin/reviews/representative/"):
        assert plain.get(page).status_code == 403
    assert "every review is decided on" in text_of(plain.get(QUEUE))


def test_it_shows_the_operator_what_the_person_published_without_saying_so(model, olga, desk):
    published(model, 5, author=olga)
    published(AIModelFactory(name="Said So"), 5, author=olga, employer="creator")
    asked = representing.ask(Representative(person=olga, domain="openai.com", method="dns", creator=model.creator))
    page = text_of(desk.get(f"{QUEUE}voice/{asked.pk}/"))
    assert "GPT-5</a>: 5 of 5" in page.split("without saying so")[1]
    assert "Said So" not in page


def test_it_holds_one_company_each(model, olga):
    with pytest.raises(IntegrityError), transaction.atomic():
        Representative.objects.create(person=olga, domain="x.example", method="dns")
    with pytest.raises(IntegrityError), transaction.atomic():
        Representative.objects.create(
            person=olga, domain="x.example", method="dns", creator=model.creator, provider=ProviderFactory()
        )


# --- replying ---


def test_it_shows_a_reply_once_a_moderator_has_read_it(client, model, olga, voice, desk):
    speaks_for(olga, creator=model.creator)
    review = published(model)
    before = AIModel.objects.values("rating", "review_count", "rating_weight").get(pk=model.pk)
    mails()
    page = text_of(voice.post(address(review), {"text": TEXT}, follow=True))
    assert "The newest words: waiting for a moderator." in page
    assert "time-outs" not in text_of(client.get(review.get_absolute_url()))
    version = ReplyVersion.objects.get()
    assert desk.get(QUEUE).headers["Location"] == page_of(version)
    assert "Good at sorting mail" in text_of(desk.get(page_of(version)))
    assert "Approved" in text_of(desk.post(page_of(version), {"way": "approve"}, follow=True))
    page = text_of(client.get(review.get_absolute_url()))
    assert "The <strong>time-outs</strong> that you saw" in page
    assert "Reply from <bdi>OpenAI</bdi>" in page
    assert "s word. It counts in no figure." in page
    assert "Olga" not in page
    for listed in (model.get_absolute_url(), f"{model.get_absolute_url()}reviews/"):
        page = text_of(client.get(listed))
        assert "Reply from OpenAI</a>" in page
        assert "time-outs" not in page
    told = mails()
    assert f"{review.get_absolute_url()}#reply" in told[review.author.email]
    assert "is shown" in told["olga@home.example"]
    assert AIModel.objects.values("rating", "review_count", "rating_weight").get(pk=model.pk) == before
    kinds = ModerationAction.objects.filter(review=review, kind__startswith="reply").values_list("kind", flat=True)
    assert set(kinds) == {"reply_sent", "reply_approved"}


def test_it_keeps_what_is_shown_until_other_words_are_approved(client, model, olga, voice):
    speaks_for(olga, creator=model.creator)
    review = published(model)
    shown(review, olga)
    mails()
    voice.post(address(review), {"text": "Other words, which a moderator has yet to read."})
    assert "time-outs" in text_of(client.get(review.get_absolute_url()))
    assert "Readers see the ones approved before." in text_of(voice.get(address(review)))
    version = ReplyVersion.objects.get(state="waiting")
    replying.refuse(version.pk, moderator(), "advertising", "Leave out the shop.")
    told = mails()
    assert "Leave out the shop." in told["olga@home.example"]
    assert review.author.email not in told
    assert "time-outs" in text_of(client.get(review.get_absolute_url()))
    shown(review, olga, "Other words, which a moderator has read by now.")
    assert "has read by now" in text_of(client.get(review.get_absolute_url()))
    assert review.author.email not in mails()  # Told once that there is a reply.


def test_it_is_deleted_by_its_company_and_hidden_by_moderators(client, model, olga, voice, desk):
    speaks_for(olga, creator=model.creator)
    review, other = published(model), published(model)
    shown(review, olga)
    voice.post(f"{address(review)}delete/")
    assert "time-outs" not in text_of(client.get(review.get_absolute_url()))
    assert voice.post(f"{address(review)}delete/").status_code == 404
    version = shown(other, olga)
    desk.post(page_of(version), {"way": "hide", "reason": "abuse", "note": "The second line."})
    assert "time-outs" not in text_of(client.get(other.get_absolute_url()))
    assert "The second line." in mails()["olga@home.example"]
    assert Reply.objects.get().shown is None


def test_it_is_open_to_the_creator_and_to_the_provider_named_and_to_nobody_else(model, olga, voice):
    host = ProviderFactory(slug="north", name="North")
    review, other = published(model, provider=host), published(model)
    for stranger in (signed_in(UserFactory()), voice, signed_in(review.author)):
        assert stranger.get(address(review)).status_code == 403
        assert stranger.post(address(review), {"text": TEXT}).status_code == 403
    assert Client().get(address(review)).status_code == 302
    speaks_for(olga, provider=host)
    assert "Reply for North" in text_of(voice.get(address(review)))
    assert voice.get(address(other)).status_code == 403
    replied(review, olga)
    ann = UserFactory()
    speaks_for(ann, creator=model.creator)
    late = signed_in(ann).post(address(review), {"text": TEXT})
    assert "North has replied already" in late.content.decode()
    assert signed_in(ann).get(address(hidden(other))).status_code == 404
    one = Representative.objects.get(person=olga)
    voice.post(f"{ASKING}{one.pk}/end/")
    assert voice.get(address(review)).status_code == 403
    assert Reply.objects.count() == 1


@pytest.mark.parametrize("text", ["Too short.", "x" * 2_001, "[](https://example.org/ 'unseen by all')"])
def test_it_says_what_is_wrong_with_a_reply_and_keeps_it(model, olga, voice, text):
    speaks_for(olga, creator=model.creator)
    answer = voice.post(address(published(model)), {"text": text})
    assert answer.status_code == 422
    assert text[:40].replace("'", "&#x27;") in answer.content.decode()
    assert not Reply.objects.exists()


def test_it_is_decided_by_nobody_who_has_a_part_in_it(model, desk):
    mona = User.objects.get(public_name="Mona")
    speaks_for(mona, creator=model.creator)
    version = replied(published(model), mona)
    other = replied(published(model, author=(max_ := moderator())), mona)
    assert "every review is decided on" in text_of(desk.get(QUEUE))
    for person, one in ((mona, version), (max_, other)):
        text_of(signed_in(person).post(page_of(one), {"way": "approve"}, follow=True))
        with pytest.raises(replying.NotNow):
            replying.approve(one.pk, person)
    assert not Reply.objects.exclude(shown=None).exists()


def test_it_has_the_creators_people_say_so_when_they_review(model, olga, voice):
    speaks_for(olga, creator=model.creator)
    new = f"{model.get_absolute_url()}reviews/new/"
    assert re.search(r'value="creator"[^>]*checked', text_of(voice.get(new)))
    page = voice.post(new, filled_in(employer="neither")).content.decode()
    assert "You speak for OpenAI here" in page
    assert not Review.objects.exists()
    assert voice.post(new, filled_in(employer="creator")).status_code == 303


def test_it_asks_as_often_for_twenty_replies_as_for_one(client, model, olga, desk):
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            text_of(desk.get(address) if "admin" in address else client.get(f"{address}?again"))
        return len(queries)

    speaks_for(olga, creator=model.creator)
    published(model)  # From two reviews on, points that several name are asked for.
    version = shown(published(model, 3), olga)
    pages = [f"{model.get_absolute_url()}reviews/", model.get_absolute_url(), page_of(version)]
    pages += [f"/admin/reviews/{noun}/" for noun in ("reply", "replyversion", "representative")]
    for page in pages:
        asked(page)
    once = [asked(page) for page in pages]
    for _ in range(9):
        shown(published(model, 3), olga)
    assert [asked(page) for page in pages] == once


# --- with the account ---


def test_it_hands_over_and_takes_out_with_the_account(client, model, olga, voice):
    speaks_for(olga, creator=model.creator)
    kept, waiting = published(model), published(model)
    shown(kept, olga)
    replied(waiting, olga, "Words that nobody has read so far.")
    told = voice.get("/account/export/").json()
    assert told["representing"][0]["company"] == "OpenAI"
    assert {one["text"] for one in told["replies"]} == {TEXT, "Words that nobody has read so far."}
    belongings.leave(olga, keep_reviews=True)
    assert "time-outs" in text_of(client.get(kept.get_absolute_url()))
    one = Representative.objects.get()
    assert (one.state, one.person, one.mailbox, one.token) == ("ended", None, "", "")
    assert not ReplyVersion.objects.filter(state="waiting").exists()


def test_it_deletes_replies_with_the_account_where_that_is_asked(client, model, olga):
    speaks_for(olga, creator=model.creator)
    review = published(model)
    shown(review, olga)
    text_of(client.get(review.get_absolute_url()))
    belongings.leave(olga, keep_reviews=False)
    assert not Reply.objects.exists()
    assert "time-outs" not in text_of(client.get(review.get_absolute_url()))
