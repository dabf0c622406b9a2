"""Bundled editions: read with their faults named by line, loaded where no person wrote, checked by a command."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog.bundle import BundleError
from catalog.bundle.edition_loading import load_editions
from catalog.bundle.editions import read_editions
from catalog.editions.proof import vocabulary
from catalog.facts import resolve
from catalog.models import AIModel, Edition
from tests.catalog.bundles import load, write_acme
from tests.catalog.editions import MINI, two_image_models, write_edition
from tests.factories import EditionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mini() -> AIModel:
    model = two_image_models()
    resolve(AIModel.objects.values_list("pk", flat=True))
    return model


def put(folder: Path, text: str = MINI) -> int:
    write_edition(folder, text)
    return load_editions(read_editions(folder, vocabulary()))


def test_it_publishes_an_edition_as_the_editors_own(client, mini, tmp_path):
    assert put(tmp_path) == 1
    edition = Edition.objects.get()
    assert (edition.ai_model, edition.status, edition.author) == (mini, "published", None)
    assert f"{edition.published_at:%F}" == "2026-05-15"
    assert [item.title for item in edition.items.all()] == [
        "Product pictures by the hundred", "Small faces", "Is it the cheapest?", "Draws text well",
    ]  # fmt: skip
    assert [(claim.state, claim.found) for claim in edition.claims.all()] == [
        ("holds", "#1 of 2 image models by output-price.")
    ]
    page = client.get(mini.get_absolute_url()).content.decode()
    assert "Its window holds <span" in page
    assert "https://platform.openai.com/docs/models/gpt-5-image-mini" in page


def test_it_writes_nothing_the_second_time(mini, tmp_path):
    put(tmp_path)
    before = list(Edition.objects.values())
    assert put(tmp_path) == 0
    assert list(Edition.objects.values()) == before


def test_a_newer_text_takes_the_place_of_the_bundles_own(mini, tmp_path):
    put(tmp_path)
    assert put(tmp_path, MINI.replace("2026-05-15", "2026-05-16").replace("Take it", "Use it")) == 1
    assert put(tmp_path, MINI) == 0
    assert [edition.verdict[-18:] for edition in Edition.objects.published()] == ["Use it for drafts."]
    assert Edition.objects.filter(status="withdrawn").count() == 1


@pytest.mark.parametrize("status", ["draft", "published", "withdrawn"])
def test_it_leaves_a_model_alone_of_which_a_person_wrote(mini, tmp_path, status):
    EditionFactory(ai_model=mini, status=status)
    assert put(tmp_path) == 0
    assert Edition.objects.count() == 1


def test_it_keeps_off_the_page_what_an_editor_took_off_it(mini, tmp_path):
    put(tmp_path)
    Edition.objects.update(status="withdrawn")
    assert put(tmp_path, MINI.replace("2026-05-15", "2026-05-16")) == 0
    assert not Edition.objects.published().exists()


def test_it_loads_with_the_catalog(tmp_path):
    write_acme(tmp_path)
    text = 'model = "acme/anvil"\nwritten = "2026-05-15"\ntagline = "Heavy, at {{price.output}}."\n'
    write_edition(tmp_path, text, "acme/anvil")
    assert "1 edition published." in load(tmp_path)
    assert "0 editions published." in load(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("{{price.output}} it", "{{price.outptu}} it", 12, "There is no figure {{price.outptu}}."),
        ("tagline = ", "tagline == ", 3, "is no TOML"),
        ("tagline", "tag_line", 3, "tag_line: Extra inputs are not permitted"),
        ('evidence = "judgement"', 'evidence = "taste"', 24, "limitations.0.evidence"),
        ('on = "price.output"', 'in = "price.output"', 14, "best_for.0.in"),
        ("most = 1", "at_most = 1", 34, "rank is written with kind, metric, most and nothing else"),
        ('metric = "output-price"', 'metric = "price"', 34, "Write a metric, one of these: output-price"),
        ("Take it for drafts", "{{ Take it for drafts", 8, "Two braces stand alone"),
        ('sentence = "No image', 'sentence = "No other image', 33, "stands neither in the tagline"),
        ('text = "It is {{rank.output-price}} by output price."\n', "", 26, "a question stands with its answer"),
        ('read_on = "2026-05-14"', 'read_on = "spring"', 40, "sources.0.read_on"),
        ("openai/gpt-5-image-mini", "openai/gpt-5-image", 1, "the file is named after openai/gpt-5-image-mini"),
    ],
)
def test_it_names_the_line_of_a_bad_file(tmp_path, old, new, line, words):
    assert old in MINI
    write_edition(tmp_path, MINI.replace(old, new, 1))
    with pytest.raises(BundleError) as refused:
        read_editions(tmp_path, vocabulary())
    assert "openai/gpt-5-image-mini.toml" in str(refused.value)
    assert f"line {line}" in str(refused.value)
    assert words in str(refused.value)


def test_it_loads_nothing_at_all_beside_a_bad_file(tmp_path):
    write_acme(tmp_path)
    write_edition(tmp_path, 'model = "acme/anvil"\nwritten = "2026-05-15"\nabout = "{{nothing}}"\n', "acme/anvil")
    with pytest.raises(CommandError, match=r"Nothing was loaded\. acme/anvil\.toml, line 3"):
        load(tmp_path)
    assert not AIModel.objects.exists()


def test_it_names_a_file_of_which_there_is_no_model(tmp_path):
    write_edition(tmp_path)
    with pytest.raises(BundleError, match="there is no model openai/gpt-5-image-mini"):
        load_editions(read_editions(tmp_path, vocabulary()))


def checked(*paths: Path) -> str:
    out, err = StringIO(), StringIO()
    try:
        call_command("check_editions", *paths, stdout=out, stderr=err, show=True)
    except CommandError as error:
        return f"{out.getvalue()}{err.getvalue()}{error}"
    return out.getvalue()


def test_the_check_shows_a_good_file_as_readers_see_it(mini, tmp_path):
    said = checked(write_edition(tmp_path))
    assert "Pictures at $2.00 / 1M of output." in said
    assert said.endswith("1 edition, nothing to complain about.\n")


def test_the_check_names_every_fault(mini, tmp_path):
    text = MINI.replace("Take it for drafts.", "It costs $2.00, an expensive price for such small drafts.")
    text = text.replace(
        "most = 1 }",
        'most = 1 }\n\n[[claims]]\nsentence = "Take it"\ntest = { kind = "has", capability = "tool_calling" }',
    )
    text = text.replace("Take it", "reads and draws")
    write_edition(tmp_path, text)
    other = text.replace("gpt-5-image-mini", "gpt-5-image").replace("most = 1", "most = 2")
    write_edition(tmp_path, other, "openai/gpt-5-image")
    said = checked(tmp_path)
    for fault in (
        "openai/gpt-5-image-mini: Verdict: “$2.00” is typed: write {{price.output}}",
        "openai/gpt-5-image-mini: Verdict: “expensive” is not borne out",
        "openai/gpt-5-image-mini: Claim “reads and draws” cannot be told (tool calling: yes)",
        "both say “at {{price.output}} it makes drafts that nobody has to count.”",
    ):
        assert fault in said, fault
