"""The catalog that comes with the project, as it lies in the files."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from catalog import models
from catalog.bundle import BUNDLED
from tests.catalog.bundles import bytes_of, export, load, whole_catalog

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _catalog(database_of_the_file: None) -> None:
    load(BUNDLED)


def test_it_holds_hundreds_of_models_with_prices_and_sources() -> None:
    assert models.AIModel.objects.count() >= 330
    priced = models.AIModel.objects.filter(price_state="published")
    assert priced.count() >= 330
    assert not priced.filter(input_price=None, output_price=None).exists()
    assert {run.source.slug for run in models.SyncRun.objects.latest_good()} == {"openrouter", "models-dev"}
    mini = models.AIModel.objects.at_address("openai", "gpt-5-image-mini").get()
    assert (mini.input_price, mini.output_price) == (Decimal("0.0000025"), Decimal("0.000002"))
    assert (mini.context_window, mini.max_output_tokens) == (400_000, 128_000)


def test_it_is_what_an_export_of_it_would_write(tmp_path: Path) -> None:
    before = whole_catalog()
    assert "0 rows written" in load(BUNDLED)
    assert whole_catalog() == before
    export(tmp_path)
    written, bundled = bytes_of(tmp_path), bytes_of(BUNDLED)
    assert written.keys() == bundled.keys()
    assert [name for name in written if written[name] != bundled[name]] in ([], ["catalog.json"])


def test_it_tells_creators_apart_by_their_monograms() -> None:
    # Two addresses of one maker, of one name, have one monogram.
    marks = {creator.name: creator.monogram for creator in models.Creator.objects.all()}
    assert all(len(mark) == 2 and mark.isalpha() and mark[0].isupper() for mark in marks.values())
    shared = Counter(marks.values())
    assert max(shared.values()) <= 3
    assert len(shared) >= 0.8 * len(marks)


def test_it_is_small() -> None:
    assert sum(len(text) for text in bytes_of(BUNDLED).values()) < 2_000_000
