"""Tables in the order of a column, against a naive sort."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from catalog.arranging import Column, Order, arranged, column_links

VALUES = st.lists(st.tuples(st.none() | st.integers(-5, 5), st.integers()))
UP: Column[Any] = Column("Price", "cheapest first", "dearest first", lambda row: row[0])
DOWN: Column[Any] = Column("Speed", "fastest first", "slowest first", lambda row: row[0], descends=True)
COLUMNS = {"price": UP, "speed": DOWN}


@given(VALUES)
def test_it_puts_the_unknown_last_whichever_way_round(rows):
    known = [row for row in rows if row[0] is not None]
    unknown = [row for row in rows if row[0] is None]
    for column in (UP, DOWN):
        for order in (Order("price"), Order("price", is_reversed=True)):
            found = arranged(rows, column, order)
            assert found[len(known) :] == unknown
            values = [row[0] for row in found[: len(known)]]
            assert values == sorted(values, reverse=column.descends != order.is_reversed)


@given(VALUES)
def test_it_leaves_those_that_tie_as_they_came(rows):
    for order in (Order("price"), Order("price", is_reversed=True)):
        found = arranged(rows, UP, order)
        for value in {row[0] for row in rows}:
            assert [row for row in found if row[0] == value] == [row for row in rows if row[0] == value]


def test_it_reads_an_order_from_an_address_and_takes_the_default_for_any_other():
    assert Order.asked("speed", COLUMNS, "price") == Order("speed")
    assert Order.asked("-speed", COLUMNS, "price") == Order("speed", is_reversed=True)
    for text in ("", "-", "--speed", "Speed", "-nothing"):
        assert Order.asked(text, COLUMNS, "price") == Order("price")
    assert str(Order.asked("-speed", COLUMNS, "price")) == "-speed"


def test_it_leads_from_the_column_in_force_to_its_reverse():
    links = column_links(COLUMNS, Order("speed"), lambda order, is_part: f"?{order}{'!' if is_part else ''}")
    assert (links["speed"].address, links["speed"].part, links["speed"].arrow) == ("?-speed", "?-speed!", "descending")
    assert (links["price"].address, links["price"].arrow, links["price"].is_current) == ("?price", "", False)
