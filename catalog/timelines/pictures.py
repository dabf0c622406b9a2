"""Time charts as pictures for other people's pages. What terms keep to our pages is in none of them."""

from __future__ import annotations

from catalog import charts
from catalog.rankings.pictures import Picture
from catalog.timelines.timeline import Timeline


def of_timeline(timeline: Timeline, title: str, address: str) -> Picture:
    """`address` is that of the page, in full."""
    subject = timeline.subject
    if subject.kept_back:
        words = f"{subject.kept_back} It is shown, with its source, on our page alone."
        return Picture("charts/notice.svg", charts.notice(charts.Caption(title, words, "", address)))
    if timeline.period is None or timeline.chart is None:
        return Picture("charts/notice.svg", charts.notice(charts.Caption(title, timeline.told, "", address)))
    words = f"{subject.unit}{'' if subject.metric else ', on OpenRouter in the plain variant'}. {timeline.told}"
    drawing = charts.step_sheet(
        [line.series for line in timeline.lines],
        timeline.period.start,
        timeline.period.end,
        charts.Caption(title, words[:1].upper() + words[1:], timeline.source, address),
        own_key=timeline.own_key,
        from_zero=subject.from_zero,
        shown=subject.shown,
    )
    return Picture("charts/steps.svg", drawing)
