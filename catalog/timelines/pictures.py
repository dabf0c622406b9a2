"""Time charts as pictures for other people's pages. What terms keep to our pages is in none of them."""

from __future__ import annotations

from catalog import charts
from catalog.rankings.pictures import Picture
from catalog.rankings.readings import Reading, in_words
from catalog.timelines.movers import Movers
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


def of_movers(movers: Movers, address: str) -> Picture:
    """The same for what moved most."""
    title = "List prices that moved most"
    if movers.period is None or not movers.shown:
        return Picture("charts/notice.svg", charts.notice(charts.Caption(title, f"{movers.nothing}.", "", address)))
    source = in_words([Reading(movers.source, movers.period.end)])
    words = f"US dollars per 1M tokens, each line from 0. {movers.told}"
    drawing = charts.spark_sheet(
        [one.series for one in movers.shown],
        [f"{one.before} to {one.after} ({one.share})" for one in movers.shown],
        movers.period.start,
        movers.period.end,
        charts.Caption(title, words, source, address),
    )
    return Picture("charts/sparks.svg", drawing)
