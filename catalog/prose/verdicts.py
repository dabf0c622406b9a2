"""When to take a model, and when to look elsewhere: each from a rank, not from taste."""

from __future__ import annotations

from catalog import wording
from catalog.prose.signs import best_for, when_gone
from catalog.prose.subject import FIGURE_NAMES, Subject, position


def verdict(subject: Subject) -> list[str]:
    """When to take it, and when to look elsewhere: each from a rank, not from taste."""
    advice = [_lasting_advice(subject)] if subject.is_lasting else [_take_it(subject), _look_elsewhere(subject)]
    sentences = [when_gone(subject), *advice]
    return [sentence for sentence in sentences if sentence]


def _lasting_advice(subject: Subject) -> str:
    """What speaks for it today, each with the rank by which a reader sees whether it still does."""
    if subject.lifecycle == "retired":
        return ""
    for figure, when in (
        (subject.headline, "when the bill matters"),
        ("intelligence_index", "for hard problems"),
        ("context_window", "for long inputs"),
    ):
        if subject.is_near_the_top(figure):
            return f"Take it {when}: {position(subject, figure)}."
    return _for_what_it_does(subject)


def _take_it(subject: Subject) -> str:
    name, place = subject.headline_name, subject.place(subject.headline)
    if subject.lifecycle == "retired":
        return ""
    if subject.price_state == "free":
        return "Take it to try things out: the list offer is free of charge."
    if place and place.is_best and not place.tied and subject.of(subject.headline) > 1:
        others = subject.of(subject.headline) - 1
        peers = f"none of the other {others} {subject.peers}" if others > 1 else f"not one other {subject.peers[:-1]}"
        return f"Take it when {name} is the larger part of the bill: {peers} with a published price asks less for it."
    if subject.is_near_the_top("intelligence_index"):
        return f"Take it for hard problems: {position(subject, 'intelligence_index')}."
    if place and subject.is_near_the_top(subject.headline):
        fewer = wording.quantity(place.rank - 1, "asks", "ask") if place.rank > 1 else "none asks"
        peers = f"{subject.of(subject.headline)} {subject.peers}"
        return f"Take it when the bill matters: of {peers}, {fewer} less for {name}."
    if subject.is_near_the_top("context_window"):
        return f"Take it for long inputs: {position(subject, 'context_window')}."
    return _for_what_it_does(subject)


def _for_what_it_does(subject: Subject) -> str:
    use = best_for(subject)[0]
    return f"Take it for what it does: {use.text[:1].lower()}{use.text[1:]}"


def _look_elsewhere(subject: Subject) -> str:
    leader = subject.leader(subject.headline)
    if subject.headline_price is None and leader:
        unknown = "varies" if subject.price_state == "varies" else "is not published"
        return (
            f"Look elsewhere if you must know the bill beforehand: its {FIGURE_NAMES[subject.headline]} {unknown}, "
            f"while {leader.name} asks {wording.price(leader.value)} per 1M tokens."
        )
    if leader and subject.headline_price is not None:
        return (
            f"Look elsewhere for the lowest price: {leader.name} asks {wording.price(leader.value)} per 1M tokens "
            f"of {subject.headline_name} against {wording.price(subject.headline_price)} here."
        )
    reader = subject.leader("input_price")
    if reader and subject.input_price is not None:
        return (
            f"Look elsewhere when you mostly read: {reader.name} takes input at {wording.price(reader.value)} "
            f"per 1M tokens against {wording.price(subject.input_price)} here."
        )
    return ""
