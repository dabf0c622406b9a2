"""The moderators' queue: who comes first, what is shown, what each answer does, and who may look."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from catalog.models import AIModel
from reviews import moderation, recording, reporting, writing
from reviews.models import ModerationAction, Review, Revision
from tests.factories import AIModelFactory, EditorFactory, UserFactory
from tests.reviews.desk import QUEUE, moderator, review_page, signed_in, text_of, words_page
from tests.reviews.making import TEXT, published, sent_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def model() -> AIModel:
    return AIModelFactory(name="Swift 2")


@pytest.fixture
def mona() -> User:
    return moderator(public_name="Mona")


@pytest.fixture
def desk(mona: User) -> Client:
    return signed_in(mona)


def first_in_line(desk: Client) -> str:
    return desk.get(QUEUE).headers.get("Location", "nobody")


def send(desk: Client, address: str, way: str, **said: str) -> str:
    return text_of(desk.post(address, {"way": way, **said}, follow=True))


# --- who may look ---


def test_it_is_closed_to_readers_and_to_editors_without_the_right(model):
    review = sent_in(model)
    for address in (QUEUE, words_page(review.newest)):
        assert Client().get(address).status_code == 302
        assert signed_in(UserFactory()).get(address).status_code == 302
        assert signed_in(UserFactory(is_staff=True)).get(address).status_code == 403
        assert signed_in(EditorFactory()).get(address, follow=True).status_code == 200
    assert signed_in(UserFactory(is_staff=True)).post(words_page(review.newest), {"way": "approve"}).status_code == 403
    assert Review.objects.get().state == "waiting"


def test_it_shows_no_address_to_those_who_may_not_see_accounts(model, desk, mona):
    author = UserFactory(email="anna.k@example.org", public_name="Anna")
    review = published(model, author=author)
    reporting.report(review.pk, UserFactory(email="rita.k@example.org"), "abuse")
    writing.submit(author, model, words(3))
    sent_in(AIModelFactory(), author=author)
    for address in (words_page(review.newest), review_page(review)):
        page = text_of(desk.get(address))
        assert "Anna" in page
        assert ".k@example" not in page
        assert f"/admin/accounts/user/{author.pk}/" not in page
    mona.user_permissions.add(Permission.objects.get(codename="view_user"))
    page = text_of(signed_in(User.objects.get(pk=mona.pk)).get(words_page(review.newest)))
    assert f"/admin/accounts/user/{author.pk}/" in page


def test_it_tells_on_the_first_page_of_the_desk_how_many_wait(model, desk, mona):
    assert "none is waiting" in text_of(desk.get("/admin/"))
    review = sent_in(model)
    Revision.objects.filter(review=review).update(submitted_at=timezone.now() - timedelta(hours=5))
    sent_in(AIModelFactory())
    assert "<strong>2</strong> waiting, the oldest for 5 hours" in text_of(desk.get("/admin/"))
    assert "Reviews to decide on" not in text_of(signed_in(UserFactory(is_staff=True)).get("/admin/"))


# --- the order ---


@pytest.mark.parametrize("stars", [(1, 5), (5, 1)])
def test_it_begins_with_the_longest_wait_whatever_the_stars(model, desk, stars):
    first = sent_in(model, stars[0])
    sent_in(model, stars[1])
    assert first_in_line(desk) == words_page(first.newest)


def test_it_says_the_same_of_one_star_and_five(model, desk):
    pages = [
        text_of(desk.get(words_page(sent_in(model, stars, text=f"{TEXT} {stars * '.'}").newest))) for stars in (1, 5)
    ]
    for part in ("Worth a second look", "Readers see it at once."):
        assert (part in pages[0]) == (part in pages[1])
    remarks = [page.split("Worth a second look")[1].split("</section>")[0] for page in pages]
    assert "star" not in "".join(remarks)


def test_it_goes_on_to_the_next_after_a_decision_and_ends_at_the_last(model, desk):
    one, two, three = (sent_in(model, title=f"Number {n}") for n in "123")
    answer = send(desk, words_page(two.newest), "approve")
    assert "Approved: “Number 2”." in answer
    assert "Number 3" in answer
    answer = send(desk, words_page(three.newest), "approve")
    assert "Number 1" in answer  # Passed over so far, not skipped.
    assert "every review is decided on" in send(desk, words_page(one.newest), "approve")


def test_it_does_not_bring_back_what_was_skipped_until_asked(model, desk):
    one, two = sent_in(model, title="Number 1"), sent_in(model, title="Number 2")
    assert "Number 2" in send(desk, words_page(one.newest), "skip")
    answer = send(desk, words_page(two.newest), "skip")
    assert "2 that you skipped still wait" in answer
    assert "you skipped still wait" in text_of(desk.get(QUEUE))
    assert first_in_line(signed_in(moderator())) == words_page(one.newest)
    desk.post(f"{QUEUE}again/")
    assert first_in_line(desk) == words_page(one.newest)


def test_it_leads_to_the_neighbours_without_deciding(model, desk):
    one, two, three = (sent_in(model) for _ in range(3))
    page = text_of(desk.get(words_page(two.newest)))
    assert f'<a href="{words_page(one.newest)}" data-key="k">' in page
    assert f'<a href="{words_page(three.newest)}" data-key="j">' in page
    assert "2 of 3" in page


def test_it_leaves_out_what_the_moderator_wrote(model, desk, mona):
    own = sent_in(model, author=mona)
    assert first_in_line(desk) == "nobody"
    assert "It is your own" in text_of(desk.get(words_page(own.newest), follow=True))
    assert "It is your own" in send(desk, words_page(own.newest), "approve")
    assert Review.objects.get().state == "waiting"


# --- what is shown ---


def test_it_shows_the_words_as_readers_will_see_them_with_all_that_was_stated(model, desk):
    author = UserFactory(public_name="Anna", date_joined=timezone.now() - timedelta(days=400))
    review = sent_in(
        model, 2, author=author, text=f"{TEXT} **Really** <script>alert(1)</script>", pros=["Quick"], cons=["Dear"],
        value=3, is_paid=True, employer="competitor",
    )  # fmt: skip
    page = text_of(desk.get(words_page(review.newest)))
    assert "<strong>Really</strong>" in page
    assert "<script>alert" not in page
    for said in ("Good at sorting mail", "Quick", "Dear", "2 of 5", "3 of 5", "Extraction and classification",
                 "Some use: 100 to 10,000 calls", "Was paid for this review and works for a competitor of the creator",
                 "400 days old", "E-mail confirmed", "Sent in"):  # fmt: skip
        assert said in page, said


def test_it_marks_word_by_word_what_changed_against_what_readers_see(model, desk):
    author = UserFactory()
    published(model, 4, author=author, text=f"{TEXT} It is quick.", pros=["Quick"])
    review = writing.submit(author, model, words(2, text=f"{TEXT} It is slow.", pros=["Quick"]))
    page = text_of(desk.get(words_page(review.newest)))
    assert "<del>quick</del><ins>slow</ins>" in page
    assert "<del>4 of 5</del> <ins>2 of 5</ins>" in page
    assert "Shown now" in page
    changed = page.split("What changed</h2>")[1].split("</section>")[0]
    assert "Pros" not in changed


def test_it_shows_what_else_the_author_wrote_and_what_was_decided_before(model, desk):
    author = UserFactory()
    other = published(AIModelFactory(name="Slow 1"), 3, author=author)
    moderation.hide(other.pk, moderator(), "abuse")
    review = sent_in(model, author=author)
    moderation.refuse(review.newest, moderator(public_name="Max"), "private", "Leave out the name.")
    writing.submit(author, model, words())
    page = text_of(desk.get(words_page(review.newest)))
    assert "Slow 1</a>: 3 of 5, hidden" in page
    assert "by Max: personal data or secrets" in page
    assert "Leave out the name." in page


# --- what is worth a second look ---


def remarks_on(desk: Client, review: Review) -> str:
    page = text_of(desk.get(words_page(review.newest)))
    return page.split("Worth a second look</h2>")[1].split("</section>")[0]


def test_it_finds_nothing_odd_about_an_ordinary_review(model, desk):
    AIModel.objects.update(listed_on="2025-01-01")
    author = UserFactory(date_joined=timezone.now() - timedelta(days=8))
    assert "Nothing was noticed." in remarks_on(desk, sent_in(model, author=author))


def test_it_notices_new_accounts_links_languages_and_new_models(model, desk):
    AIModel.objects.update(listed_on=timezone.now().date() - timedelta(days=1))
    german = "Das Modell hat bei uns fast nie die richtige Antwort gegeben, und wir haben es wieder abgeschaltet."
    review = sent_in(
        model, author=UserFactory(date_joined=timezone.now() - timedelta(hours=3)), title="Nicht gut",
        text=f"{german} [Hier](https://shop.example/a) oder www.other.example, https://shop.example/b",
    )  # fmt: skip
    remarks = remarks_on(desk, review)
    assert "New account: 3 hours old" in remarks
    assert "3 links: shop.example and www.other.example." in remarks
    assert "Does not look like English." in remarks
    assert "Sent in 1 day after the day on which the model was listed" in remarks


def test_it_sets_a_text_beside_another_that_is_like_it(model, desk):
    published(AIModelFactory(name="Slow 1"), text=f"{TEXT} We shall keep it.")
    review = sent_in(model, text=f"{TEXT} We will drop it.")
    page = text_of(desk.get(words_page(review.newest)))
    assert "% like a review of Slow 1" in page
    assert "like the text of another review" in remarks_on(desk, review)
    assert "We shall keep it." in page.replace("<mark>", "").replace("</mark>", "")


def test_it_takes_no_other_text_for_alike(model, desk):
    published(
        AIModelFactory(), text="Translations into Finnish were stiff, and it forgot half of our glossary each time."
    )
    assert "like the text" not in remarks_on(desk, sent_in(model))


def test_it_does_not_compare_a_review_with_its_own_former_words(model, desk):
    author = UserFactory()
    published(model, author=author)
    review = writing.submit(author, model, words(2))
    assert "like the text" not in remarks_on(desk, review)


def test_it_notices_refused_words_that_come_again(model, desk):
    author = UserFactory()
    review = sent_in(model, author=author)
    moderation.refuse(review.newest, moderator(), "no_substance")
    review = writing.submit(author, model, words(text=TEXT.replace("first", "First") + "!"))
    assert "Almost the same words as number 1: refused." in remarks_on(desk, review)
    moderation.refuse(review.newest, moderator(), "undisclosed")
    review = writing.submit(author, model, words(is_paid=True))
    assert "Almost the same" not in remarks_on(desk, review)


# --- what an answer does ---


def test_it_approves_and_offers_to_hide(model, desk, client):
    review = sent_in(model)
    answer = send(desk, words_page(review.newest), "approve")
    review.refresh_from_db()
    assert review.state == "published"
    assert f'<a href="{review_page(review)}">Hide it</a>' in answer


def test_it_refuses_with_a_rule_and_a_note(model, desk, mona):
    review = sent_in(model)
    send(desk, words_page(review.newest), "refuse", reason="abuse", note="The second sentence.")
    step = ModerationAction.objects.get(kind="refused")
    assert (step.reason, step.note, step.actor) == ("abuse", "The second sentence.", mona)
    assert Review.objects.get().state == "refused"


@pytest.mark.parametrize(
    ("way", "said", "complaint"),
    [
        ("refuse", {"note": "My note & words"}, "Choose the rule that it breaks."),
        ("refuse", {"reason": "ugly", "note": "My note & words"}, "is not one of the available choices"),
        ("return", {"note": "  "}, "Write what has to change."),
        ("return", {"note": "x" * 2_001}, "at most 2000 characters"),
    ],
)
def test_it_asks_for_what_is_missing_and_keeps_what_was_typed(model, desk, way, said, complaint):
    review = sent_in(model)
    answer = send(desk, words_page(review.newest), way, **said)
    assert complaint in answer
    assert '<details name="way" class="way" open>' in answer
    assert said["note"].strip().replace("&", "&amp;") in answer
    assert Review.objects.get().state == "waiting"


def test_it_asks_for_changes_with_a_note(model, desk):
    review = sent_in(model)
    send(desk, words_page(review.newest), "return", note="Say what you used it for.")
    assert Review.objects.get().state == "returned"
    assert ModerationAction.objects.get(kind="returned").note == "Say what you used it for."


def test_it_hides_what_is_published_and_shows_it_again(model, desk, client):
    review = published(model)
    answer = send(desk, review_page(review), "hide", reason="private")
    assert f'<a href="{review_page(review)}">Show it again</a>' in answer
    assert Review.objects.get().state == "hidden"
    send(desk, review_page(review), "restore")
    assert Review.objects.get().state == "published"


def test_it_tells_the_second_of_two_moderators_and_goes_on(model, desk):
    review, other = sent_in(model), sent_in(model, title="The next one")
    moderation.approve(review.newest, moderator())
    answer = send(desk, words_page(review.newest), "refuse", reason="abuse")
    assert "Nothing was decided: it is published by now." in answer
    assert "The next one" in answer
    assert Review.objects.get(pk=review.pk).state == "published"
    assert other.newest.state == "waiting"


def test_it_says_so_where_the_author_sent_other_words_or_deleted_the_review(model, desk):
    author = UserFactory()
    review = sent_in(model, author=author)
    seen = review.newest
    writing.submit(author, model, words(1))
    assert "replaced before it was read by now" in send(desk, words_page(seen), "approve")
    writing.withdraw(review.pk, author)
    assert "its author deleted it" in send(desk, words_page(seen), "approve")
    assert "its author deleted it" in text_of(desk.get(review_page(review), follow=True))


# --- reports ---


def test_it_brings_reports_together_by_review_and_in_the_order_of_waiting(model, desk):
    bad, good = published(model, title="Bad one"), published(model, title="Good one")
    reporting.report(bad.pk, UserFactory(public_name="Rita"), "abuse", "It calls names.")
    waiting = sent_in(model)
    reporting.report(bad.pk, UserFactory(), "private")
    reporting.report(good.pk, UserFactory(), "abuse")
    assert first_in_line(desk) == review_page(bad)
    page = text_of(desk.get(review_page(bad)))
    for said in ("Reported by 2 readers", "Rita", "It calls names.", "Personal data or secrets", "1 of 3"):
        assert said in page
    assert waiting.newest.title in send(desk, review_page(bad), "hide", reason="abuse")
    assert set(bad.reports.values_list("state", flat=True)) == {"upheld"}


def test_it_dismisses_every_report_of_a_review_at_once(model, desk):
    review = published(model)
    for reason in ("abuse", "private"):
        reporting.report(review.pk, UserFactory(), reason)
    assert "Reports dismissed" in send(desk, review_page(review), "dismiss")
    assert set(review.reports.values_list("state", flat=True)) == {"dismissed"}
    assert first_in_line(desk) == "nobody"
    assert "Nothing was decided" in send(desk, review_page(review), "dismiss")


def test_it_lets_nobody_dismiss_reports_of_their_own_review(model, mona):
    review = published(model, author=mona)
    report = reporting.report(review.pk, UserFactory(), "abuse")
    with pytest.raises(recording.NotNow):
        moderation.dismiss(report.pk, mona)


# --- what it costs ---


def queries(desk: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert desk.get(address).status_code == 200
    return len(asked)


def many_waiting(like: Review, number: int) -> None:
    """As many reviews as `number` that wait, each of somebody else."""
    people = User.objects.bulk_create(UserFactory.build_batch(number))
    revision = like.newest
    begun = [Review(**{**plain(like), "author_id": one.pk, "shown_id": None, "state": "waiting"}) for one in people]
    Revision.objects.bulk_create(
        Revision(**{**plain(revision), "review_id": review.pk, "number": 1, "text": f"{TEXT} For the {n}th time."})
        for n, review in enumerate(Review.objects.bulk_create(begun))
    )


def plain(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.fields if not field.primary_key}


def test_it_asks_as_often_for_two_hundred_waiting_and_long_histories_as_for_one(model, desk):
    author = UserFactory()
    review = published(model, author=author, text=f"{TEXT} First.")
    reporting.report(review.pk, UserFactory(), "abuse")
    writing.submit(author, model, words(3))
    pages = (words_page(review.newest), review_page(review), "/admin/")
    warm = [queries(desk, page) for page in pages]
    before = [queries(desk, page) for page in pages]
    for n in range(6):
        moderation.ask_for_changes(review.newest, moderator(), "Again.")
        writing.submit(author, model, words(3, text=f"{TEXT} {n}"))
        sent_in(AIModelFactory(), author=author)
        reporting.report(review.pk, UserFactory(), "private")
    many_waiting(review, 200)
    pages = (words_page(review.newest), review_page(review), "/admin/")
    assert "<strong>208</strong> waiting" in text_of(desk.get("/admin/"))
    assert [queries(desk, page) for page in pages] == before
    assert max(warm) < 30
