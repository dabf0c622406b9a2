"""SVG geometry: what is drawn where. Templates draw it.

Horizontal places are percentages of the chart's width ("13.33%"), so that no viewBox scales the text; vertical
ones are pixels ("46.0"). All are ready strings in fixed notation, and equal figures give equal strings.
"""

from catalog.charts.bars import Bar, BarChart, bar_chart
from catalog.charts.scales import Scale, Tick, percent, scale
from catalog.charts.steps import (
    LABEL_PITCH,
    Label,
    Level,
    Moment,
    Segment,
    Series,
    StepChart,
    StepLine,
    step_lines,
)

__all__ = [
    "LABEL_PITCH",
    "Bar",
    "BarChart",
    "Label",
    "Level",
    "Moment",
    "Scale",
    "Segment",
    "Series",
    "StepChart",
    "StepLine",
    "Tick",
    "bar_chart",
    "percent",
    "scale",
    "step_lines",
]
