"""What a usage costs at given prices. Pure: nothing but the standard library, no clock, no rounding.

`receipts` bills, `advice` says what a bill could be instead, `comparing` sets bills side by side. `written` and
`pasted` read what people type and paste; whoever needs them imports them by name.
"""

from catalog.pricing.advice import Edge, Growth, Means, Saving, edge_at_hand, edges, growth, savings
from catalog.pricing.comparing import BreakEven, Change, Priced, alternatives, break_even, compare, difference
from catalog.pricing.exact import per_million
from catalog.pricing.meters import Boundary, Meter, Unit
from catalog.pricing.rates import Rate, in_batch
from catalog.pricing.receipts import Line, Receipt, receipt
from catalog.pricing.tariffs import Tariff, effective_rates
from catalog.pricing.usage import COUNTS, LARGEST_COUNT, Usage, UsageError

__all__ = [
    "COUNTS",
    "LARGEST_COUNT",
    "Boundary",
    "BreakEven",
    "Change",
    "Edge",
    "Growth",
    "Line",
    "Means",
    "Meter",
    "Priced",
    "Rate",
    "Receipt",
    "Saving",
    "Tariff",
    "Unit",
    "Usage",
    "UsageError",
    "alternatives",
    "break_even",
    "compare",
    "difference",
    "edge_at_hand",
    "edges",
    "effective_rates",
    "growth",
    "in_batch",
    "per_million",
    "receipt",
    "savings",
]
