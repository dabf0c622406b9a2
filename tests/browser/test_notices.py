"""The forms of notices and replies, and their places at the desk: sound at every width, in both schemes."""

from __future__ import annotations

from itertools import product
from typing import Literal

import pytest

from accounts.models import User
from reviews import replying, representing, takedown
from reviews.models import Representative
from tests import factories
from tests.browser.conftest import NewPage, faults_in_turns, let_in, what_sticks_out
from tests.reviews.desk import moderator
from tests.reviews.making import erased, noticed, published, replied_to, speaks_for

pytestmark = pytest.mark.usefixtures("rows_to_change")

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def addresses() -> list[str]:
    """Every page with the longest that it may show, as a superuser sees it who speaks for the creator."""
    model = factories.AIModelFactory(name="Swift 2", creator__website="https://openai.com/")
    olga = factories.EditorFactory(email="olga@openai.com", is_superuser=True)
    speaks_for(olga, creator=model.creator)
    review, other, stub = published(model), published(model), erased(published(model))
    replied_to(other, f"We mended it. {LONG}")
    notice = noticed(review, sentences=LONG * 3, why=LONG)
    proposal = takedown.propose(noticed(published(model)).pk, moderator(), "private", LONG)
    host = factories.ProviderFactory()
    asked = representing.ask(Representative(person=olga, domain=f"{LONG[:60]}.example", method="dns", provider=host))
    stranger = factories.UserFactory()
    speaks_for(stranger, creator=model.creator)
    version = replying.submit(published(model).pk, stranger, f"We mended it. {LONG}")
    theirs = representing.ask(Representative(person=stranger, domain=asked.domain, method="dns", provider=host))
    desk = "/admin/reviews/queue"
    return [
        f"/reviews/{review.pk}/notice/", f"/reviews/{review.pk}/reply/", f"/reviews/{other.pk}/",
        f"/reviews/{stub.pk}/", f"{model.get_absolute_url()}reviews/", "/about/reviews/", "/account/representing/",
        f"{desk}/notice/{notice.pk}/", f"{desk}/erasure/{proposal.pk}/", f"{desk}/reply/{version.pk}/",
        f"{desk}/voice/{theirs.pk}/",
    ]  # fmt: skip


def test_it_is_sound_at_every_width_in_both_schemes(
    new_page: NewPage, site: str, subtests: pytest.Subtests, complaints: list[str]
) -> None:
    page, pages = new_page(), addresses()
    let_in(page, User.objects.get(email="olga@openai.com"), site)
    for address, scheme in product(pages, SCHEMES):
        page.emulate_media(color_scheme=scheme)
        page.goto(address)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            with subtests.test(f"{address} at {width} px, {scheme}"):
                assert what_sticks_out(page) == []
                assert faults_in_turns(page, is_narrow=width == 360, is_dark=scheme == "dark") == []
    # The stub answers 410, which the browser notes.
    complaints[:] = [one for one in complaints if "410" not in one]
