"""What is worth knowing of a bill, in sentences: edges of tiers, savings, limits, where two models cost the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from catalog import wording
from catalog.pricing import BreakEven, Change, Edge, Line, Means, Saving, Usage


class Remark(NamedTuple):
    """`kind` names its sign: "warning", "limit", or the means of a saving."""

    kind: str
    title: str
    text: str


def edge_remark(edge: Edge) -> Remark:
    """The edge of a tier just ahead or just passed, and what it costs."""
    below, beyond = wording.dollars(edge.below), wording.dollars(edge.beyond)
    sides = (
        f"A call with {edge.first_prompt - 1:,} prompt tokens costs {below}, one with {edge.first_prompt:,} costs "
        f"{beyond}, because the price {edge.tier} holds for the whole call."
    )
    step = wording.dollars(edge.step_a_month.copy_abs())
    what = "more" if edge.step > 0 else "less"
    if edge.is_passed:
        by = f"by {wording.quantity(edge.distance, 'token')}"
        turned = "less" if edge.step > 0 else "more"
        return Remark(
            "warning", f"Just past the edge of a tier, {by}", f"{sides} Below the edge: {step} {turned} a month."
        )
    room = f"{wording.quantity(edge.distance, 'token')} ahead" if edge.distance else "with the next token"
    return Remark("warning", f"The edge of a tier is {room}", f"{sides} Beyond the edge: {step} {what} a month.")


def saving_remark(saving: Saving, usage: Usage) -> Remark:
    """What caching, batch or the hour saves a month of this usage, or would."""
    size = wording.dollars(saving.amount.copy_abs())
    part = f" ({wording.share(saving.amount.copy_abs() / saving.without)})" if saving.without else ""
    if saving.means == Means.CACHING:
        return _of_caching(saving, size, part)
    if saving.means == Means.BATCH:
        return _of_batches(saving, size, part)
    return _of_hours(saving, size, part, is_chosen=usage.at is not None)


def _of_batches(saving: Saving, size: str, part: str) -> Remark:
    kind, with_it = saving.means.value, wording.dollars(saving.with_it)
    if saving.amount <= 0:
        return Remark(kind, "Batches save nothing here", f"In batches the month is {with_it} too.")
    if saving.in_use:
        plain = f"At plain prices the month would be {wording.dollars(saving.without)}."
        return Remark(kind, f"Batches save {size} a month{part}", plain)
    text = f"The month would be {with_it}, with answers within a day instead of at once."
    return Remark(kind, f"Batches would save {size} a month{part}", text)


def _of_hours(saving: Saving, size: str, part: str, *, is_chosen: bool) -> Remark:
    kind, most = saving.means.value, wording.dollars(saving.without)
    cheapest = f"{wording.capitalised(saving.when)} the month is {wording.dollars(saving.with_it)}"
    if saving.in_use:
        return Remark(kind, f"This hour saves {size} a month{part}", f"At the dearest hours the month is {most}.")
    if is_chosen:
        return Remark(kind, f"Another hour would save {size} a month{part}", f"{cheapest}.")
    return Remark(kind, f"The hour is worth {size} a month{part}", f"{cheapest}, at the dearest hours {most}.")


def _of_caching(saving: Saving, size: str, part: str) -> Remark:
    kind, without = saving.means.value, f"Without the cache the month would be {wording.dollars(saving.without)}."
    if saving.amount > 0:
        return Remark(kind, f"Caching saves {size} a month{part}", without)
    if saving.amount < 0:
        return Remark(kind, f"Caching costs {size} a month more than it saves{part}", without)
    return Remark(kind, "Caching saves nothing here", "No lower price is published for what is read from a cache.")


def limit_remark(usage: Usage, context_window: int | None, longest_answer: int | None) -> Remark | None:
    """Why the model cannot do such a call at all, as far as its limits are known."""
    whole = usage.input_tokens + usage.output_tokens
    if context_window and whole > context_window:
        text = f"Prompt and answer are {whole:,} tokens; its context window holds {context_window:,}."
        return Remark("limit", "Such a call does not fit", text)
    if longest_answer and usage.output_tokens > longest_answer:
        text = f"The answer is {usage.output_tokens:,} tokens; its longest is {longest_answer:,}."
        return Remark("limit", "Such an answer is too long for it", text)
    return None


def break_even_sentences(one: str, other: str, found: BreakEven, usage: Usage) -> Iterator[str]:
    """Where two models, by name, cost the same."""
    cheaper, dearer = (one, other) if found.first_is_cheaper else (other, one)
    if found.output_tokens is None:
        yield f"{cheaper} is never the dearer one, however long the answers are."
    else:
        tokens = wording.quantity(found.output_tokens, "output token")
        yield f"Up to {tokens} a call {cheaper} costs less, with more of them {dearer}; all else being the same."
    if found.calls is not None and usage.calls:
        of_now = cheaper if _is_before(found, usage) else dearer
        of_other = dearer if of_now == cheaper else cheaper
        yield f"A month of {of_other} would pay for {wording.quantity(found.calls, 'call')} of {of_now}."


def _is_before(found: BreakEven, usage: Usage) -> bool:
    """Whether the usage lies where the cheaper of short answers is the cheaper one."""
    return found.output_tokens is None or usage.output_tokens <= found.output_tokens


def change_sentence(change: Change) -> str:
    """Why a line of a bill changed: "$2.50 / 1M tokens became $2.00 / 1M tokens on 5 Mar 2026"."""
    before, after = change.before, change.after
    if before is None or after is None:
        there = after or before
        known = f"at {_price(there)}" if there else ""
        return f"{'billed now' if after else 'not billed any more'}, {known}"
    if before.rate.amount == after.rate.amount and before.rate.unit == after.rate.unit:
        return "the same price, another quantity"
    return f"{_price(before)} became {_price(after)}{_on(after.since)}"


def _price(line: Line) -> str:
    condition = f", {line.condition}" if line.condition else ""
    return f"{wording.unit_price(line.unit_price, line.unit)} / {wording.priced_unit(line.unit)}{condition}"


def _on(since: datetime | None) -> str:
    return f" on {wording.day(since.date())}" if since else ""


def growth_title(factor: int, *, longer: bool) -> str:
    """ "Today", "10 times the calls", "Calls 10 times as long"."""
    if factor == 1:
        return "As it is"
    return f"Calls {factor} times as long" if longer else f"{factor} times the calls"


def times(total: Decimal, least: Decimal) -> str:
    """How a bill stands to the least one: "2.3 times", "the least"."""
    if not least:
        return "" if total else "the least"
    factor = total / least
    if factor == 1:
        return "the least"
    shown = f"{factor:.1f}".removesuffix(".0") if factor < 10 else f"{factor:,.0f}"
    return f"{shown} times the least" if shown != "1" else "a little above the least"
