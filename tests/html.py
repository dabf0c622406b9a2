"""Part of `make check`: is every page valid HTML?

The real views render them over a small catalog and two extreme models; html-validate judges each as a whole document,
a fragment for htmx within the least of a page around it.
"""

from __future__ import annotations

import html
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.test import Client, RequestFactory, override_settings  # noqa: E402 - this needs the settings of above

from catalog.models import AIModel  # noqa: E402
from catalog.views import errors  # noqa: E402
from config import local_services  # noqa: E402
from reviews import moderation  # noqa: E402
from tests import extremes, node  # noqa: E402
from tests.database import a_database  # noqa: E402
from tests.factories import EditorFactory, ProviderFactory, UserFactory  # noqa: E402
from tests.public_pages import PUBLIC_PAGES, small_catalog  # noqa: E402
from tests.reviews.banning import banned  # noqa: E402
from tests.reviews.making import TEXT, erased, published, sent_in, speaks_for  # noqa: E402
from tests.reviews.writing import MINE, MINI  # noqa: E402
from tests.urlconf import public_addresses  # noqa: E402

HTML_VALIDATE = node.PARTS / "html-validate" / "bin" / "html-validate.mjs"
RULES = node.FOLDER / "html-validate.mjs"
READER = Client(SERVER_NAME="localhost")
DESIGN = "/about/design/"
ERROR_PAGES = (errors.bad_request, errors.forbidden, errors.not_found, errors.server_error)
AROUND_A_PART = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Around a part</title></head><body><main><h1>Around a part</h1>
{}
</main></body></html>
"""


def documents() -> Iterator[tuple[str, str]]:
    """The address and the text of every public page, of every fragment that one asks for, and of the rest."""
    parts: dict[str, str] = {}
    for address in dict.fromkeys([*public_addresses(), *PUBLIC_PAGES]):
        answer = asked(READER, address)
        if not answer["Content-Type"].startswith("text/html"):
            continue  # A feed, say.
        page = answer.content.decode()
        for part in re.findall(r'\shx-get="([^"]*)"', page):
            parts.setdefault(html.unescape(part), address)
        if "/figures/" in address:
            parts.setdefault(f"{address}?_part=history", address)  # Asked for by a script, static/js/figures.js.
        yield address, page
    yield from fragments(parts)
    yield from of_a_reviewer()
    yield from of_the_contested()
    yield from of_others()
    with override_settings(DEBUG=True):
        yield DESIGN, asked(READER, DESIGN).content.decode()
    for handler in ERROR_PAGES:
        answer = handler(RequestFactory(SERVER_NAME="localhost").get("/"))
        yield f"error {answer.status_code}", answer.content.decode()


def of_a_reviewer() -> Iterator[tuple[str, str]]:
    """The pages on which somebody writes a review and looks after it: as opened, as found fault with, as previewed."""
    model = AIModel.objects.get(slug="gpt-5-image-mini")
    author = UserFactory()
    sent_in(model, author=author, pros=["Quick"], cons=["Dear"])
    reviewer = Client(SERVER_NAME="localhost")
    reviewer.force_login(author)
    for address in (MINI, MINE, f"{MINE}delete/"):
        yield address, asked(reviewer, address).content.decode()
    for sent in ({"do": "send"}, {"do": "preview", "text": TEXT}):
        yield f"{MINI} {sent['do']}", reviewer.post(MINI, sent).content.decode()
    yield f"{MINI} signed out", READER.post(MINI, {"text": TEXT}).content.decode()
    preview = reviewer.post("/reviews/preview/", {"text": TEXT})
    yield "/reviews/preview/", AROUND_A_PART.format(preview.content.decode())


def of_the_contested() -> Iterator[tuple[str, str]]:
    """What authors read who may appeal, who appealed, and who are banned, before and after their appeal."""
    author, reader = UserFactory(), Client(SERVER_NAME="localhost")
    reader.force_login(author)
    review = sent_in(AIModel.objects.get(slug="gpt-5-image-mini"), author=author)
    moderation.refuse(review.newest, UserFactory(), "abuse", "The second sentence.")
    address = f"/reviews/{review.pk}/appeal/"
    yield address, asked(reader, address).content.decode()
    yield f"{address} found fault with", reader.post(address, {"text": ""}).content.decode()
    reader.post(address, {"text": TEXT})
    yield f"{address} appealed", asked(reader, address).content.decode()
    yield f"{MINE} appealed", asked(reader, MINE).content.decode()
    banned(author)
    yield f"{address} banned", reader.get(address).content.decode()
    for moment in ("", " appealed"):
        yield f"/account/ban/{moment}", asked(reader, "/account/ban/").content.decode()
        reader.post("/account/ban/", {"text": TEXT})
    yield "/account/ banned", asked(reader, "/account/").content.decode()


def of_others() -> Iterator[tuple[str, str]]:
    """The pages of somebody who gives notice of a review, of somebody who replies to it, and what is left of one."""
    review = published(AIModel.objects.get(slug="gpt-5-image-mini"))
    speaker = UserFactory()
    company = Client(SERVER_NAME="localhost")
    company.force_login(speaker)
    notice, reply, asking = (f"/reviews/{review.pk}/notice/", f"/reviews/{review.pk}/reply/", "/account/representing/")
    yield notice, asked(READER, notice).content.decode()
    yield f"{notice} with faults", READER.post(notice, {"name": "Eva"}).content.decode()
    yield f"{reply} by a stranger", company.get(reply).content.decode()
    speaks_for(speaker, creator=review.ai_model.creator)
    company.post(asking, {"company": f"provider:{ProviderFactory().pk}", "domain": "north.example", "method": "dns"})
    yield asking, asked(company, asking).content.decode()
    yield f"{asking} with faults", company.post(asking, {"domain": "gmail.com"}).content.decode()
    yield f"{asking}prove/", company.get(f"{asking}prove/nothing/").content.decode()
    company.post(reply, {"text": "Thank you. We have mended that."})
    yield reply, asked(company, reply).content.decode()
    yield "the stub of a review", READER.get(erased(review).get_absolute_url()).content.decode()


def fragments(parts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """By the address of each and that of its page; an editor's, who is shown more where it is not everybody's."""
    editor = Client(SERVER_NAME="localhost")
    editor.force_login(EditorFactory())
    for address, page in sorted(parts.items()):
        answer = asked(editor, address, **{"HX-Current-URL": f"http://localhost{page}"})
        yield address, AROUND_A_PART.format(answer.content.decode())


def asked(client: Client, address: str, **headers: str) -> Any:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, f"{address} answers {answer.status_code}"
    return answer


def faults(documents: Mapping[str, str]) -> list[str]:
    """What is invalid, each fault once, with its source line and every address that has it."""
    with tempfile.TemporaryDirectory(prefix="almanac-html-") as folder:
        for number, text in enumerate(documents.values()):
            Path(folder, f"{number}.html").write_text(text)
        # Into a file: a pipe takes no more than its first 64 KB before html-validate ends.
        report = Path(folder, "report.json")
        node.run(HTML_VALIDATE, "--config", RULES, "--formatter", f"json={report}", folder)
        judged = json.loads(report.read_text())
    found: dict[str, list[str]] = {}
    addresses = list(documents)
    for file in judged:
        address = addresses[int(Path(file["filePath"]).stem)]
        for fault in file["messages"]:
            line = documents[address].split("\n")[fault["line"] - 1]
            excerpt = line[max(0, fault["column"] - 40) :][:160].strip()
            found.setdefault(f"{fault['message']} ({fault['ruleId']})\n    {excerpt}", []).append(address)
    return [f"{fault}\n    on {places(list(dict.fromkeys(where)))}" for fault, where in found.items()]


def places(addresses: list[str]) -> str:
    more = f" and {len(addresses) - 3} more" if len(addresses) > 3 else ""
    return ", ".join(addresses[:3]) + more


def main() -> int:
    with local_services.held(durable=False), a_database():
        small_catalog()
        extremes.reviewed(extremes.brimful())
        extremes.bare()
        rendered = dict(documents())
    found = faults(rendered)
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    sys.stdout.write(f"{len(rendered)} documents, {len(found)} faults of HTML\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
