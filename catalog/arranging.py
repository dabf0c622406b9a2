"""Tables in the order of one of their columns. What has no value comes last, whichever way round."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One value by which rows are put in order: `value` takes a row, and answers None where it is not known.

    `phrase` says the order in words ("cheapest output first"), `reversed_phrase` the same the other way round.
    """

    label: str
    phrase: str
    reversed_phrase: str
    value: Callable[[Row], Any]
    descends: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """A column by its key, as it comes or turned round. An address says "output" or "-output"."""

    key: str
    is_reversed: bool = False

    @classmethod
    def asked(cls, text: str, known: Container[str], default: str) -> Order:
        """Reads an address. What names no known column means the default, so that every address has an answer."""
        key = text.removeprefix("-")
        return cls(key, text.startswith("-")) if key in known else cls(default)

    def __str__(self) -> str:
        return f"-{self.key}" if self.is_reversed else self.key

    def towards(self, key: str) -> Order:
        """What the head of a column leads to: its own order, or the present one turned round."""
        return Order(key, key == self.key and not self.is_reversed)


@dataclass(frozen=True, slots=True)
class ColumnLink:
    """The head of a column: the address of the page in its order, and of the part that replaces the table in place.

    `arrow` is "ascending" or "descending" where the table stands in this order, else empty.
    """

    label: str
    address: str
    part: str
    is_current: bool
    arrow: str


def arranged(rows: Iterable[Row], column: Column[Row], order: Order) -> list[Row]:
    """The rows by the column's value. Those that tie, and those without a value, stay as they came."""
    valued = [(column.value(row), row) for row in rows]
    known = [pair for pair in valued if pair[0] is not None]
    known.sort(key=lambda pair: pair[0], reverse=column.descends != order.is_reversed)
    return [row for _, row in known] + [row for value, row in valued if value is None]


def column_links(
    columns: Mapping[str, Column[Any]], order: Order, address: Callable[[Order, bool], str]
) -> dict[str, ColumnLink]:
    """The head of each column by its key. `address` takes an order, and whether only the part is wanted."""
    return {key: _link(key, column, order, address) for key, column in columns.items()}


def _link(key: str, column: Column[Any], order: Order, address: Callable[[Order, bool], str]) -> ColumnLink:
    towards, is_current = order.towards(key), key == order.key
    arrow = ""
    if is_current:
        arrow = "descending" if column.descends != order.is_reversed else "ascending"
    return ColumnLink(column.label, address(towards, False), address(towards, True), is_current, arrow)
