"""Who may do what: each cell of the table in docs/roles.md, through the door that leads to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from accounts.models import User
from catalog.models import AIModel, Edition, HeldChange, Source, SyncRun
from tests import factories
from tests.catalog.admin.desk import form_of
from tests.reviews.making import published, speaks_for
from tests.reviews.noticing import noticed
from tests.servers import BASE_DIR

pytestmark = pytest.mark.django_db

CATALOG = "/admin/catalog"
LET_IN = (200, 302)


def model() -> AIModel:
    return factories.AIModelFactory()


def draft() -> Edition:
    return Edition.objects.create(ai_model=model(), tagline="A draft", author=factories.UserFactory())


def held() -> HeldChange:
    run = SyncRun.objects.create(source=factories.source(), observed_at=timezone.now())
    return HeldChange.objects.create(ai_model=model(), run=run, field="context_window", old_value=1, new_value=2)


def reader() -> User:
    return factories.UserFactory()


def gives_a_role(desk: Client) -> int:
    """The page lets a clerk in as well; what counts is whether the role is given."""
    person, role = reader(), Group.objects.get(name="Editors")
    sent = {"email": person.email, "is_active": "on", "is_staff": "on", "groups": [role.pk]}
    answer = desk.post(f"/admin/accounts/user/{person.pk}/change/", sent)
    return answer.status_code if person.groups.exists() else 403


def publishes(desk: Client) -> int:
    edition = draft()
    answer = desk.post(f"{CATALOG}/edition/{edition.pk}/step/", {"step": "publish"})
    edition.refresh_from_db()
    return answer.status_code if edition.status == Edition.Status.PUBLISHED else 403


def sends(desk: Client) -> int:
    edition = draft()
    page = desk.get(f"{CATALOG}/edition/{edition.pk}/change/")
    sent = form_of(page) if page.status_code == 200 else {}
    answer = desk.post(f"{CATALOG}/edition/{edition.pk}/change/", {**sent, "_send": "1"})
    edition.refresh_from_db()
    return answer.status_code if edition.status == Edition.Status.IN_REVIEW else 403


def brings_back(desk: Client) -> int:
    edition = draft()
    edition._history_user = factories.EditorFactory()  # type: ignore[attr-defined]  # who deletes it
    edition.delete()
    return desk.post(f"{CATALOG}/edition/deleted/{Edition.history.first().pk}/").status_code


def corrects(desk: Client) -> int:
    """A form of the model's page that a browser would not offer is refused as well."""
    return desk.post(f"{CATALOG}/aimodel/{model().pk}/change/", {}).status_code


DOORS: dict[str, Callable[[Client], int]] = {
    "See models, facts, prices and where they come from": lambda desk: desk.get(f"{CATALOG}/aimodel/").status_code,
    "Write a draft of an edition": lambda desk: desk.get(f"{CATALOG}/edition/add/").status_code,
    "Bring back a deleted draft": brings_back,
    "Send a draft for review": sends,
    "Publish, schedule and take down editions": publishes,
    "Record that facts were checked": lambda desk: desk.get(f"{CATALOG}/factcheck/of/{model().pk}/").status_code,
    "Approve or reject an alias": lambda desk: (
        desk.post(f"{CATALOG}/alias/{factories.AliasFactory().pk}/change/", {}).status_code
    ),
    "Describe a creator": lambda desk: (
        desk.post(f"{CATALOG}/creator/{factories.CreatorFactory().pk}/change/", {}).status_code
    ),
    "Correct and lock a fact": corrects,
    "Change many models at once": lambda desk: desk.post(f"{CATALOG}/aimodel/change-many/", {}).status_code,
    "Bring in facts from a file": lambda desk: desk.get(f"{CATALOG}/aimodel/import/").status_code,
    "Decide on a held change": lambda desk: desk.post(f"{CATALOG}/heldchange/{held().pk}/change/", {}).status_code,
    "Change a source, or have it read now": lambda desk: (
        desk.post(f"{CATALOG}/source/{Source.objects.get(slug='openrouter').pk}/change/", {}).status_code
    ),
    "Change a schedule": lambda desk: desk.get("/admin/django_celery_beat/periodictask/add/").status_code,
    "Decide on reviews, reports, appeals and bans": lambda desk: desk.get("/admin/reviews/queue/").status_code,
    "Decide on a notice of unlawful content": lambda desk: (
        desk.get(f"/admin/reviews/queue/notice/{noticed(published(model())).pk}/").status_code
    ),
    "Confirm who speaks for a company": lambda desk: (
        desk.get(f"/admin/reviews/queue/voice/{speaks_for(reader(), creator=model().creator).pk}/").status_code
    ),
    "Give and take roles": gives_a_role,
    "See who came into the desk, and what was done there": lambda desk: max(
        desk.get(f"/admin/{rows}/").status_code for rows in ("accounts/signin", "admin/logentry")
    ),
}


def table() -> list[tuple[str, dict[str, bool]]]:
    """The rows of the document: what is done, and for each role whether it may."""
    lines = (BASE_DIR / "docs" / "roles.md").read_text().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    _, *roles = cells[0]
    return [(done, dict(zip(roles, (one == "yes" for one in said), strict=True))) for done, *said in cells[2:]]


def desk_of(role: str) -> Client:
    person = factories.UserFactory(is_staff=True)
    person.groups.add(Group.objects.get(name=role))
    desk = Client()
    desk.force_login(person)
    return desk


def test_the_document_tells_of_every_door_and_every_role():
    assert [done for done, _ in table()] == list(DOORS)
    assert {role for _, said in table() for role in said} == set(Group.objects.values_list("name", flat=True))


@pytest.mark.parametrize(("done", "said"), table(), ids=[done for done, _ in table()])
def test_each_role_may_do_what_the_document_says(done: str, said: dict[str, bool]) -> None:
    found = {role: DOORS[done](desk_of(role)) for role in said}
    assert {role: status in LET_IN for role, status in found.items()} == said, found


@pytest.mark.parametrize("done", DOORS)
def test_whoever_has_no_role_may_do_nothing_of_it(done: str) -> None:
    person = factories.UserFactory(is_staff=True)
    desk = Client()
    desk.force_login(person)
    assert DOORS[done](desk) == 403
