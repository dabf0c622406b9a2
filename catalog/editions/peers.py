"""Classes as the tests of sentences see them, gathered in a number of queries that does not depend on their size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from catalog.claim_tests import ABILITIES, ClaimTest, Kind, Peers
from catalog.facts import LIST_SELLER
from catalog.models import AIModel, Lifecycle, ModelClass, PriceRow, PriceState, Variant
from catalog.models.profiles import RANKED_COLUMNS
from catalog.pricing import Unit
from catalog.ranking import Ranking
from catalog.rankings.cohorts import ranking_by
from catalog.rankings.figures import PRICE_COLUMNS
from catalog.rankings.ranks import Ranks

_COLUMNS = ("pk", "name", "price_state", "lifecycle", "model_class_id", *RANKED_COLUMNS, *ABILITIES)
_SLUGS = {column.removesuffix("_price"): slug for slug, column in PRICE_COLUMNS.items()}
"""The rankings of the meters whose list price a column keeps."""


def peers_of(classes: Iterable[ModelClass], tests: Iterable[ClaimTest]) -> dict[int, Peers]:
    """What these tests ask of these classes, by primary key. One query for the models, four more at most."""
    asked, wanted = list(classes), list(tests)
    rows: dict[int, list[Any]] = {one.pk: [] for one in asked}
    for row in AIModel.objects.comparable().filter(model_class__in=asked).order_by().values_list(*_COLUMNS, named=True):
        rows[row.model_class_id].append(row)
    ranks, listed = Ranks(rows), _list_prices({test.subject for test in wanted if test.kind in _PRICE_TESTS})
    return {one.pk: _peers(one, rows[one.pk], ranks, listed, wanted) for one in asked}


_PRICE_TESTS = (Kind.PRICE_BELOW, Kind.PRICE_ABOVE)


def _peers(
    one: ModelClass,
    rows: list[Any],
    ranks: Ranks,
    listed: Mapping[str, Mapping[str, Decimal]],
    tests: Iterable[ClaimTest],
) -> Peers:
    by_slug = {test.subject: ranks.ranking(one.pk, test.subject) for test in tests if test.kind == Kind.RANK}
    return Peers(
        name=one.name.lower(),
        rankings={slug: ranking for slug, ranking in by_slug.items() if ranking},
        prices=dict(_prices(one, rows, ranks, listed, {test.subject for test in tests if test.kind in _PRICE_TESTS})),
        abilities={name: {str(row.pk): getattr(row, name) for row in rows} for name in ABILITIES},
        active=frozenset(str(row.pk) for row in rows if row.lifecycle == Lifecycle.ACTIVE),
    )


def _prices(
    one: ModelClass, rows: list[Any], ranks: Ranks, listed: Mapping[str, Mapping[str, Decimal]], meters: Iterable[str]
) -> Iterator[tuple[str, Ranking]]:
    for meter in meters:
        ranking = ranks.ranking(one.pk, _SLUGS[meter]) if meter in _SLUGS else None
        yield meter, ranking or ranking_by(rows, listed.get(meter, {}), lower_is_better=True)


def _list_prices(meters: Iterable[str]) -> dict[str, dict[str, Decimal]]:
    """By meter and model what the list asks for a token in the plain variant, of meters that no column keeps."""
    wanted = [meter for meter in meters if meter not in _SLUGS]
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    if not wanted:
        return found
    rows = (
        PriceRow.objects.plain()
        .in_force()
        .filter(
            meter__in=wanted,
            unit=Unit.TOKEN,
            amount__gt=0,
            sheet__source__slug=LIST_SELLER,
            sheet__offer__provider__slug=LIST_SELLER,
            sheet__offer__variant=Variant.PLAIN,
            sheet__offer__tag="",
            sheet__offer__ai_model__price_state=PriceState.PUBLISHED,
        )
    )
    for meter, model_id, amount in rows.values_list("meter", "sheet__offer__ai_model", "amount"):
        found[meter][str(model_id)] = amount
    return found
