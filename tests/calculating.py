"""Models with prices, as tests of the calculator want them, and what its page says in one line."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

from django.test import Client

from catalog.models import AIModel, PriceRow, PriceSheet
from tests.factories import OBSERVED, AIModelFactory, OfferFactory, PriceSheetFactory, ProviderFactory, source

DAY = timedelta(days=1)
MINI = "openai/gpt-5-image-mini"
GEMINI = "google/gemini-2.5-pro"


def priced(id: str, input: str | None = "1", output: str | None = "2", *, more: Any = None, **columns: Any) -> AIModel:
    """A model on sale at the list, its prices in US dollars per million tokens; `more` are those of other meters."""
    creator, slug = id.split("/")
    model = AIModelFactory(creator__slug=creator, slug=slug, **columns)
    rates = {"input": input, "output": output, **(more or {})}
    PriceSheetFactory(
        offer__ai_model=model, rates=per_token(rates), state="published" if any(rates.values()) else "unpublished"
    )
    return model


def per_token(rates: dict[str, str | None]) -> dict[str, Decimal]:
    return {meter: Decimal(amount).scaleb(-6) for meter, amount in rates.items() if amount is not None}


def add_row(model: AIModel, meter: str, amount: str, unit: str = "token", **conditions: Any) -> PriceRow:
    """One more line of the model's sheet in force, dollars per million tokens, or per one of another unit."""
    sheet = sheet_of(model)
    exact = Decimal(amount).scaleb(-6) if unit == "token" else Decimal(amount)
    return PriceRow.objects.create(
        sheet=sheet, position=sheet.rows.count(), meter=meter, amount=exact, unit=unit, **conditions
    )


def sheet_of(model: AIModel) -> PriceSheet:
    return PriceSheet.objects.current().get(offer__ai_model=model, offer__variant="plain", offer__tag="")


def image_mini() -> AIModel:
    """GPT-5 Image Mini at $2.50 and $2.00."""
    return priced(MINI, "2.50", "2.00", image_model=True, name="GPT-5 Image Mini", context_window=4_000_000)


def gemini() -> AIModel:
    """Gemini 2.5 Pro, whose whole call costs more above 200,000 prompt tokens."""
    model = priced(GEMINI, "1.25", "10", name="Gemini 2.5 Pro", context_window=1_048_576)
    for meter, amount in (("input", "2.50"), ("output", "15")):
        add_row(model, meter, amount, min_prompt_tokens=200_000, boundary="above")
    return model


def in_batches(model: AIModel, input: str, output: str) -> None:
    """The list sells it in batches too."""
    offer = OfferFactory(ai_model=model, variant="batch", external_id=f"{model.catalog_id}:batch")
    PriceSheetFactory(offer=offer, rates=per_token({"input": input, "output": output}))


def image_host(model: AIModel, name: str, *rows: tuple[str, str, str, str]) -> PriceSheet:
    """A host that states what images cost: meter, dollars, unit, size."""
    provider = ProviderFactory(slug=name.lower(), name=name)
    offer = OfferFactory(ai_model=model, provider=provider, tag=name.lower())
    sheet = PriceSheetFactory(offer=offer, source=source("openrouter-images"))
    for position, (meter, amount, unit, detail) in enumerate(rows):
        sheet.rows.create(position=position, meter=meter, amount=Decimal(amount), unit=unit, detail=detail)
    return sheet


def change_price(model: AIModel, days: int = 1, **rates: str) -> None:
    """So many days after the first reading the list states other prices, dollars per million tokens."""
    sheet = sheet_of(model)
    moment = OBSERVED + days * DAY
    PriceSheet.objects.filter(pk=sheet.pk).update(valid_until=moment)
    PriceSheetFactory(offer=sheet.offer, valid_from=moment, confirmed_at=moment, rates=per_token(dict(rates)))


def read(client: Client, address: str, status: int = 200, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == status
    return response.content.decode()


def words(html: str) -> str:
    """What a reader sees, in one line, with signs that a keyboard has."""
    text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()
    return re.sub(r" ([.,;:])", r"\1", text).translate({0xD7: "x", 0x2013: "-"})


def answer(html: str) -> str:
    """The words of what follows from the form."""
    return words(html.partition('id="receipt"')[2].partition("<footer")[0])


def as_json(client: Client, query: str, status: int = 200) -> Any:
    """The same as data. A number with a point in it, which no amount may be, fails."""
    return json.loads(read(client, f"/calculator.json?{query}", status), parse_float=_no_float)


def _no_float(text: str) -> None:
    raise AssertionError(f"{text} is a float")


def link(html: str, name: str) -> str:
    """Where the link with these words leads."""
    found = re.search(rf'<a [^>]*href="([^"]*)"[^>]*>{re.escape(name)}</a>', html)
    assert found, name
    return unescape(found.group(1)).removesuffix("#receipt")


def value_of(html: str, name: str) -> str:
    """What stands in a field of the form."""
    found = re.search(rf'<input [^>]*name="{name}"[^>]*>', html)
    assert found, name
    value = re.search(r'value="([^"]*)"', found.group())
    return unescape(value.group(1)) if value else ""


def error_at(html: str, name: str) -> str:
    """The message at a field."""
    note = re.search(rf'<p id="id_{name}_note"[^>]*>(.*?)</p>', html, re.DOTALL)
    assert note, name
    found = re.search(r'<span class="error">(.*?)</span>', note.group(1), re.DOTALL)
    return words(found.group(1)) if found else ""
