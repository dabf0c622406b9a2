"""SVG geometry: what is drawn where. Templates draw it.

Horizontal places are percentages of the chart's width ("13.33%"), so that no viewBox scales the text; vertical
ones are pixels ("46.0"). All are ready strings in fixed notation, and equal figures give equal strings.
"""

from catalog.charts.bars import Bar, BarChart, bar_chart
from catalog.charts.dots import DotRow, are_far_apart, dot_row
from catalog.charts.naming import Layout, Leader, Name
from catalog.charts.placing import Tier
from catalog.charts.runs import Period, Run, Series, Step
from catalog.charts.scales import Level, LogScale, Scale, Tick, log_scale, percent, scale
from catalog.charts.scatter import Dot, ScatterChart, scatter
from catalog.charts.sheets import (
    Badge,
    BarSheet,
    Caption,
    Notice,
    ScatterSheet,
    Sheet,
    StepSheet,
    badge,
    bar_sheet,
    notice,
    scatter_sheet,
    step_sheet,
)
from catalog.charts.sparks import Spark, SparkRow, SparkSheet, spark, spark_sheet
from catalog.charts.steps import DASHES, LABEL_PITCH, Break, Label, Moment, Segment, StepChart, StepLine, step_lines
from catalog.charts.windows import Window

__all__ = [
    "DASHES",
    "LABEL_PITCH",
    "Badge",
    "Bar",
    "BarChart",
    "BarSheet",
    "Break",
    "Caption",
    "Dot",
    "DotRow",
    "Label",
    "Layout",
    "Leader",
    "Level",
    "LogScale",
    "Moment",
    "Name",
    "Notice",
    "Period",
    "Run",
    "Scale",
    "ScatterChart",
    "ScatterSheet",
    "Segment",
    "Series",
    "Sheet",
    "Spark",
    "SparkRow",
    "SparkSheet",
    "Step",
    "StepChart",
    "StepLine",
    "StepSheet",
    "Tick",
    "Tier",
    "Window",
    "are_far_apart",
    "badge",
    "bar_chart",
    "bar_sheet",
    "dot_row",
    "log_scale",
    "notice",
    "percent",
    "scale",
    "scatter",
    "scatter_sheet",
    "spark",
    "spark_sheet",
    "step_lines",
    "step_sheet",
]
